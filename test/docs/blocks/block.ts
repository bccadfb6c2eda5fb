import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");

/** A fenced block of a document. */
export interface Block {
  readonly document: string;
  /** The line of its fence. */
  readonly line: number;
  /** The word after its fence; "" without one. */
  readonly language: string;
  /** Its text, without the indentation of its fence. */
  readonly text: string;
  /** The lines between it and the block before it. */
  readonly before: string;
  /** Why nothing runs it, as a comment on the line before it says: `<!-- not run: … -->`. */
  readonly notRun?: string;
}

/** The README and all documents, but for the generated references. */
export function documents(): string[] {
  const named = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  return [
    "README.md",
    ...named.filter((name) => name !== "labels.md").map((name) => `docs/${name}`),
  ];
}

const FENCED = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;
const NOT_RUN = /^ *<!-- not run: (.+) -->\n$/m;

/** The fenced blocks of a document, in their order. */
export function blocksIn(document: string): Block[] {
  const content = readFileSync(join(root, document), "utf8");
  let end = 0;
  return [...content.matchAll(FENCED)].map((found) => {
    const [whole, indent = "", language = "", text = ""] = found;
    const before = content.slice(end, found.index);
    end = found.index + whole.length;
    const line = content.slice(0, found.index).split("\n").length;
    const [, notRun] = NOT_RUN.exec(before.slice(before.trimEnd().lastIndexOf("\n") + 1)) ?? [];
    const dedented = text.replaceAll(new RegExp(`^${indent}`, "gm"), "");
    return { document, line, language, text: dedented, before, ...(notRun && { notRun }) };
  });
}

/** Where a block is, for a message. */
export const placeOf = ({ document, line }: Block) => `${document}:${line}`;

/** The file that a block is, which the line before it names: "`proxy.json`:". */
export function fileOf({ before }: Block): string | undefined {
  const last = before.trimEnd().split("\n\n").at(-1) ?? "";
  return [...last.matchAll(/`([\w./-]+\.(?:json|ya?ml|ts))`/g)].at(-1)?.[1];
}

/** All fenced blocks of all documents. */
export const allBlocks = (): Block[] => documents().flatMap(blocksIn);

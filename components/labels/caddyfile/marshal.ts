import { type Block, LAST, sortBlocks } from "./block";
import { tokenize } from "./lexer";

/** Sorts and writes blocks as the plugin does. */
export function marshal(blocks: Block[]): string {
  sortBlocks(blocks);
  return blocks.map((block) => write(block, "")).join("");
}

/**
 * Reads a Caddyfile as the plugin does.
 *
 * @returns `undefined` if a `}` closes nothing.
 */
export function unmarshal(text: string): Block[] | undefined {
  const root: Block = { order: 0, keys: [], children: [] };
  const open = [root];
  let current: Block | undefined;
  let line = -1;
  for (const token of tokenize(text)) {
    // A token on a new line starts a block.
    if (token.line !== line) {
      current = undefined;
      line = token.line;
    }
    const parent = open.at(-1) ?? root;
    if (token.text === "}") {
      if (open.length === 1) return undefined;
      open.pop();
      continue;
    }
    if (current === undefined) {
      current = { order: parent.children.length, keys: [], children: [] };
      parent.children.push(current);
    }
    if (token.text === "{") {
      open.push(current);
    } else {
      current.keys.push(token.text);
      line += token.text.split("\n").length - 1;
    }
  }
  return root.children;
}

/** A block without order or children. */
export function emptyBlock(order: number = LAST): Block {
  return { order, keys: [], children: [] };
}

function write(block: Block, indent: string): string {
  const keys = block.keys.map(quote).join(" ");
  if (block.children.length === 0) return `${indent}${keys}\n`;
  const children = block.children.map((child) => write(child, `${indent}\t`)).join("");
  const head = block.keys.length === 0 ? "" : `${keys} `;
  return `${indent}${head}{\n${children}${indent}}\n`;
}

/** A token as the plugin writes it. */
export function quote(token: string): string {
  if (!needsQuotes(token)) return token;
  return /["\n]/.test(token) ? `\`${token.replaceAll("`", "\\`")}\`` : `"${token}"`;
}

/** Whether the plugin quotes a token. */
export function needsQuotes(token: string): boolean {
  return /[ "\n]/.test(token);
}

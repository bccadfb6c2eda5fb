import type { Block } from "./block";
import { isCommands } from "./commands";
import { dataCheck } from "./data";
import { IN_ENGINE } from "./in-engine";
import { OUTPUTS } from "./outputs";

/** How the tests see to it that a block is right. */
export enum Treatment {
  /** The compiler checks the program. */
  Compiled = "compiled",
  /** The reader of such data reads it. */
  Read = "read",
  /** A test types the commands, or gets the output from them. */
  Run = "run",
  /** A test compares it with the real output. */
  Compared = "compared",
  /** Each program knows its command and its flags. */
  Known = "commands that exist",
  /** Nothing to run: a picture made of lines. */
  Picture = "pictures",
  /** A comment before it gives the reason. */
  NotRun = "not run",
}

/** The documents that a test types from their first block to the last. */
export const WALKED = ["docs/course.md"];

/** The translations of documents, whose blocks are the same. */
export const TRANSLATED: Readonly<Record<string, string>> = {
  "docs/course.fr.md": "docs/course.md",
};

/** Commands of other documents that the same test types, by their first words. */
export const TYPED = [
  "docker run --detach --network proxy_net --label caddy=other.localhost",
  "npm run --silent images -- --mirror registry.example.com/mirror",
  "npm run --silent pulumi -- stack output rootCertificate > root.crt",
  "npm run pulumi -- config set --path gatehouse:registry.mirror registry.example.com/mirror",
  "npm run pulumi -- config set --path gatehouse:proxy.hardened false",
  "rm -r .gatehouse/state/.pulumi/history/gatehouse/dev",
];

/** The same, on a Docker host without containers and networks. */
export const TYPED_FIRST = "docker network create proxy_net\ndocker run";

const begins = (text: string, words: readonly string[]) =>
  words.some((each) => text.startsWith(each));
const isPicture = (text: string) => /[┌└│▶]/.test(text) && !text.includes("$ ");

/** How a block is tested; nothing for one that no rule covers. */
export function treatmentOf(block: Block): Treatment | undefined {
  const { document, language, text, notRun } = block;
  if (notRun !== undefined) return Treatment.NotRun;
  if (language === "ts") return Treatment.Compiled;
  // test/bench/charts.test.ts
  if (language === "mermaid") return Treatment.Compared;
  if (begins(text, Object.keys(OUTPUTS))) return Treatment.Compared;
  if (begins(text, Object.keys(IN_ENGINE))) return Treatment.Compared;
  if (WALKED.includes(TRANSLATED[document] ?? document)) return Treatment.Run;
  if (dataCheck(block) !== undefined) return Treatment.Read;
  if (begins(text, [...TYPED, TYPED_FIRST])) return Treatment.Run;
  if (["", "sh", "bash", "console"].includes(language) && isCommands(text)) return Treatment.Known;
  return isPicture(text) ? Treatment.Picture : undefined;
}

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Script } from "node:vm";
import { expect } from "vitest";
import { parse } from "yaml";
import { schemaProblems } from "../../../components/command/compose/schema";
import { readTree } from "../../../components/command/compose/tree";
import { parseExperiment } from "../../../components/experiments";
import { parseStackFile } from "../../../program";
import { CERTIFICATE } from "../../support/certificate";
import { type Block, placeOf } from "./block";

const root = resolve(__dirname, "../../..");

type Fields = Readonly<Record<string, unknown>>;

/** A certificate whose middle a document leaves out. */
const SHORT = /^( *)-----BEGIN CERTIFICATE-----\n *…\n *-----END CERTIFICATE-----$/m;
const withCertificate = (text: string) =>
  text.replace(SHORT, (_, indent: string) => CERTIFICATE.trimEnd().replaceAll(/^/gm, indent));

/** Whether a text is part of a stack's file, for a block that has no language. */
const isStackFile = (text: string) => /^\s*(config|gatehouse:\w+):/.test(text);

/** The check of a block's data; nothing where it has none. */
export function dataCheck({ language, text }: Block): ((block: Block) => void) | undefined {
  return language === "" && isStackFile(text) ? checkYaml : DATA[language];
}

/** The checks of data, by the language of its blocks. Each throws for a block that its own reader refuses. */
const DATA: Readonly<Record<string, (block: Block) => void>> = {
  js: ({ text }) => new Script(text),
  json: ({ text }) => JSON.parse(text),
  yaml: checkYaml,
};

function checkYaml(block: Block): void {
  const content = parse(withCertificate(block.text)) as Fields;
  if ("services" in content) {
    expect(schemaProblems(readTree(placeOf(block), block.text))).toEqual([]);
  } else if ("objectives" in content) {
    parseExperiment(block.text, placeOf(block));
  } else if ("runtime" in content) {
    expect(parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"))).toMatchObject(content);
  } else {
    parseStackFile(settingsOf(block, content));
  }
}

/** Settings that others need, which a part of a stack's file leaves out. */
const NEEDED: readonly (readonly [setting: string, needs: string, value: unknown])[] = [
  ["toxiproxy", "whoami", { hosts: ["whoami.localhost"] }],
  ["acme", "tls", "acme"],
];

/** The settings in a stack's file or a part of one, without their namespace. */
function settingsOf(block: Block, content: Fields): Fields {
  const fields = Object.entries((content.config ?? content) as Fields);
  const settings = fields.every(([key]) => key.includes(":"))
    ? fields
    : [withinDev(block, content)];
  const [own, others] = [true, false].map((ours) =>
    settings.filter(([key]) => key.startsWith("gatehouse:") === ours),
  );
  expect(others?.filter(([key]) => !/^docker:(host|certPath)$/.test(key))).toEqual([]);
  const read = Object.fromEntries(
    (own ?? []).map(([key, value]) => [key.slice("gatehouse:".length), decrypted(value, key)]),
  );
  const added = NEEDED.filter(([has, needs]) => has in read && !(needs in read));
  return { ...read, ...Object.fromEntries(added.map(([, needs, value]) => [needs, value])) };
}

/** A setting of the stack `dev` with an addition; the line before it names the setting. */
function withinDev({ before }: Block, addition: Fields): [key: string, value: Fields] {
  const [, setting = ""] =
    /`(gatehouse:\w+)`/.exec(before.trimEnd().split("\n\n").at(-1) ?? "") ?? [];
  const { config } = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as {
    config: Fields;
  };
  return [setting, { ...(config[setting] as Fields), ...addition }];
}

/** A value as Pulumi passes it, in place of its ciphertext; that of `options` is JSON. */
function decrypted(value: unknown, key = ""): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if ("secure" in value) return key === "options" ? "{}" : "a secret";
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, decrypted(inner, name)]),
  );
}

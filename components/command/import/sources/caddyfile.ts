// A Caddyfile, as the labels of a proxy.
import { basename } from "node:path";
import type { Block } from "../../../labels/caddyfile/block";
import { unmarshal } from "../../../labels/caddyfile/marshal";
import { renderArgument } from "../../../labels/render/token";
import type { LabelSet } from "../../compose/labels";
import { CommandFailure } from "../../failure";
import type { Source } from "../source";
import { sourceOf } from "./services";

/** The sites, snippets and options of a Caddyfile, as those of the proxy itself. */
export function caddyfileSource(file: string, text: string, folder: string): Source {
  const at = { file, line: 1, column: 1 };
  const fields = { image: "lucaslorentz/caddy-docker-proxy", labels: labelsOf(file, text) };
  return sourceOf({ file, folder }, [{ name: "caddy", at, fields }]);
}

/** Those of the base Caddyfile of a proxy, beside the labels of services. */
export function baseLabels(file: string, text: string): LabelSet {
  const labels = labelsOf(file, text);
  const at = { file, line: 1, column: 1 };
  const places = new Map(Object.keys(labels).map((label) => [label, at]));
  return { service: basename(file), labels, places };
}

function labelsOf(file: string, text: string): Record<string, string> {
  const blocks = unmarshal(text.replaceAll("\r\n", "\n"));
  if (blocks === undefined) throw new CommandFailure(`${file}: a "}" closes nothing.`);
  const labels: Record<string, string> = {};
  for (const [index, block] of oneSite(blocks).entries()) {
    const key = block.keys.length === 0 ? "caddy" : `caddy_${index}`;
    if (block.keys.length > 0) labels[key] = block.keys.map(argument).join(" ");
    addLabels(labels, key, block.children);
  }
  return labels;
}

/** A Caddyfile of one site may have no braces: its first line is the address. */
function oneSite(blocks: readonly Block[]): readonly Block[] {
  const [first, ...others] = blocks;
  if (first === undefined || first.children.length > 0 || first.keys.length === 0) return blocks;
  return [{ ...first, children: others }];
}

function addLabels(labels: Record<string, string>, parent: string, blocks: readonly Block[]): void {
  for (const [index, { keys, children }] of blocks.entries()) {
    const [name = "", ...args] = keys;
    const key = `${parent}.${index}_${name.replaceAll(".", "\\.")}`;
    labels[key] = args.map(argument).join(" ");
    addLabels(labels, key, children);
  }
}

/** A word, quoted where the plugin's lexer would split it. */
function argument(word: string): string {
  return /\{\$/.test(word) ? word : renderArgument(word.replace(/,$/, ""));
}

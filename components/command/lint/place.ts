import { splitKey } from "../../labels/caddyfile/from-labels";
import type { LabelSet } from "../compose/labels";

/**
 * The label that a problem is about: the one that it names, or the one of the directive that it names in
 * the block that it names.
 */
export function labelOf(problem: string, { labels }: LabelSet, prefix: string): string | undefined {
  const keys = Object.keys(labels);
  const named = /^label ("(?:\\.|[^"\\])*")/.exec(problem)?.[1];
  if (named !== undefined) {
    const label = String(JSON.parse(named));
    return keys.find((key) => key === label || key.startsWith(`${label}.`));
  }
  const block = blockOf(problem, labels, prefix);
  const inBlock = block === undefined ? keys : keys.filter((key) => isIn(key, block));
  const wanted = pathOf(problem);
  return nearest(inBlock, wanted) ?? inBlock[0];
}

/** The first part of the keys of the block that a problem names. */
function blockOf(problem: string, labels: LabelSet["labels"], prefix: string): string | undefined {
  if (problem.startsWith("global option")) return prefix;
  const name = /^(?:site|snippet|named route) "([^"]*)"/.exec(problem)?.[1];
  const words = (name ?? "").split(" ");
  return Object.keys(labels).find((key) => {
    if (key.includes(".") || name === undefined) return false;
    const value = labels[key] ?? "";
    return words.every((word) => value.includes(word.replace(/^https?:\/\//, "")));
  });
}

function isIn(key: string, block: string): boolean {
  return key === block || key.startsWith(`${block}.`);
}

/** The names of directives in a problem, with the index among those of one name. */
function pathOf(problem: string): { name: string; index: number }[] {
  const [, path = ""] =
    /^(?:(?:site|snippet|named route) "[^"]*":|global option) (\S+)/.exec(problem) ?? [];
  const unknown = / must not have ("(?:\\.|[^"\\])*")/.exec(problem)?.[1];
  const parts = path === "must" || path === "" ? [] : path.split(/\.(?![^[]*\])/);
  if (unknown !== undefined) parts.push(String(JSON.parse(unknown)));
  return parts.map((part) => {
    const [, name = part, index = "0"] = /^(.*?)(?:\[(\d+)\])?$/.exec(part) ?? [];
    return { name, index: Number(index) };
  });
}

/** The key whose names are those of a path, as far as possible. */
function nearest(
  keys: readonly string[],
  path: readonly { name: string; index: number }[],
): string | undefined {
  let found: string | undefined;
  let candidates = keys.map((key) => ({ key, parts: partsOf(key).slice(1) }));
  for (const [depth, { name, index }] of path.entries()) {
    const same = candidates.filter(({ parts }) => parts[depth]?.name === name);
    const written = [...new Set(same.map(({ parts }) => parts[depth]?.written))];
    const one = written[index] ?? written[0];
    candidates = same.filter(({ parts }) => parts[depth]?.written === one);
    if (candidates.length === 0) return found;
    found = candidates[0]?.key;
  }
  return found;
}

/** The parts of a key, as they are written and without the numbers of an order. */
function partsOf(key: string): { name: string; written: string }[] {
  const { parent, name } = splitKey(key);
  const written = parent === "" ? key : key.slice(parent.length + 1);
  return [...(parent === "" ? [] : partsOf(parent)), { name, written }];
}

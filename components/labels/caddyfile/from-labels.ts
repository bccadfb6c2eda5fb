import { remembered } from "../remembered";
import { type Block, LAST } from "./block";
import { tokenize } from "./lexer";
import { emptyBlock } from "./marshal";

/** A label whose key makes the plugin, and so the proxy, panic. */
export class PanickingLabel extends Error {
  constructor(label: string) {
    super(`label ${JSON.stringify(label)} makes the proxy panic`);
  }
}

const KEY = /^(?:(.+)\.)?(?:(\d+)_)?([^.]+?)(?:_(\d+))?$/;
const ESCAPED_DOT = "\0";
const MAX_ORDER = 2 ** 63;

interface KeyParts {
  readonly parent: string;
  readonly order: number;
  readonly name: string;
}

/**
 * Splits a label's key.
 *
 * @throws PanickingLabel for a key that ends in a dot or has two in a row.
 */
export const splitKey = remembered((key: string): KeyParts => {
  const match = KEY.exec(key.replaceAll("\\.", ESCAPED_DOT));
  if (match === null) throw new PanickingLabel(key);
  const [, parent = "", order, name = ""] = match;
  return {
    parent: parent.replaceAll(ESCAPED_DOT, "\\."),
    order: order === undefined ? LAST : Math.min(Number(order), MAX_ORDER),
    name: name.replaceAll(ESCAPED_DOT, "."),
  };
});

/** The labels that the plugin reads, with the prefix `caddy` in place of theirs. */
export function selectLabels(
  labels: Readonly<Record<string, string>>,
  prefix: string,
): Record<string, string> {
  const read = new RegExp(`^${prefix.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(_\\d+)?(\\.|$)`);
  const selected: Record<string, string> = {};
  for (const [key, value] of Object.entries(labels)) {
    if (read.test(key))
      selected[prefix === "caddy" ? key : `caddy${key.slice(prefix.length)}`] = value;
  }
  return selected;
}

/**
 * The blocks of one container's labels, before the plugin merges them with others'.
 *
 * @param expand fills in the templates of a value.
 * @param remember receives the path of each block.
 */
export function fromLabels(
  labels: Readonly<Record<string, string>>,
  expand: (value: string, key: string) => string,
  remember: (block: Block, path: string) => void = () => undefined,
): Block[] {
  const roots: Block[] = [];
  const byPath = new Map<string, Block>();
  const blockAt = (path: string): Block => {
    const known = byPath.get(path);
    if (known !== undefined) return known;
    const { parent, order, name } = splitKey(path);
    const block = emptyBlock(order);
    if (parent === "") {
      roots.push(block);
    } else {
      block.keys.push(name);
      blockAt(parent).children.push(block);
    }
    byPath.set(path, block);
    remember(block, path);
    return block;
  };
  for (const key of Object.keys(labels).sort()) {
    const tokens = tokenize(expand(labels[key] ?? "", key));
    blockAt(key).keys.push(...tokens.map(({ text }) => text));
  }
  return roots;
}

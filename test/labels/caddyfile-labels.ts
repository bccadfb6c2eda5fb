import { quote } from "../../components/labels/caddyfile/marshal";
import type { Token } from "./oracle";

/** A block of a Caddyfile; one without braces has no children. */
interface Block {
  readonly keys: string[];
  readonly children: Block[];
  braced: boolean;
}

/**
 * The labels of a Caddyfile; `undefined` if it has a block without a name in another one.
 *
 * @param answering whether sites without a directive get one.
 */
export function labelsOf(
  tokens: readonly Token[],
  answering: boolean,
): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  const add = (key: string, { keys, children }: Block, above = ""): boolean => {
    const [name, ...args] = above === "" ? ["", ...keys] : keys;
    if (name === undefined) return false;
    const own = above === "" ? key : `${above}.${key}_${name.replaceAll(".", "\\.")}`;
    const path = /_\d+$/.test(name) ? `${own}_0` : own;
    if (above !== "" || args.length > 0) labels[path] = args.map(written).join(" ");
    return children.every((child, index) => add(String(index), child, path));
  };
  const read = inSite(blocksOf(tokens));
  const blocks = answering ? read.map(answered) : read;
  return blocks.every((block, index) => add(`caddy_${index}`, block)) ? labels : undefined;
}

function answered(block: Block): Block {
  const isSite = block.keys.length > 0 && block.children.length === 0;
  const answer = { keys: ["respond", "empty"], children: [], braced: false };
  return isSite ? { ...block, children: [answer] } : block;
}

/** A token in a label's value. */
function written(token: string): string {
  const quoted = token === "" ? '""' : quote(token);
  return quoted.replaceAll("{{", '{{"{{"}}');
}

function blocksOf(tokens: readonly Token[]): Block[] {
  const root: Block = { keys: [], children: [], braced: true };
  const open = [root];
  let current: Block | undefined;
  let last = -1;
  for (const { text, quoted, first, last: end } of tokens) {
    const parent = open.at(-1) ?? root;
    if (first > last) current = undefined;
    last = end;
    if (!quoted && text === "}") {
      open.pop();
      continue;
    }
    current ??= continued(parent, open.length === 1) ?? added(parent);
    if (quoted || text !== "{") current.keys.push(text);
    else {
      current.braced = true;
      open.push(current);
    }
  }
  return root.children;
}

function added(parent: Block): Block {
  const block = { keys: [], children: [], braced: false };
  parent.children.push(block);
  return block;
}

/** The site whose addresses go on after a comma. */
function continued({ children }: Block, isTop: boolean): Block | undefined {
  const last = children.at(-1);
  return isTop && last?.braced === false && last.keys.at(-1)?.endsWith(",") ? last : undefined;
}

/** A single site needs no braces: the lines after its addresses are its directives. */
function inSite(blocks: readonly Block[]): readonly Block[] {
  const at = blocks.findIndex(({ keys: [first = ""], braced }) => !braced && first !== "import");
  const [site, ...directives] = at === -1 ? [] : blocks.slice(at);
  if (site === undefined) return blocks;
  return [...blocks.slice(0, at), { ...site, children: directives }];
}

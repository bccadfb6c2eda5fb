import { type Block, isDefinition } from "../caddyfile/block";
import { bodyOf } from "../directives/registry";
import { ANYTHING, type Grammar, wordIn } from "../grammar/grammar";
import type { Argument } from "../model/argument";
import { byName, type Directive, directive, withMatcher } from "../model/directive";
import type { Matcher } from "../model/matcher";
import type { Reader } from "./argument";
import { readDefinition } from "./matcher";

/** The named matchers of a block and of the blocks around it. */
type Definitions = ReadonlyMap<string, Matcher>;

/** The directives of a block, with the matchers that they name. */
function readBody(
  block: Block,
  grammar: Grammar,
  reader: Reader,
  around: Definitions = new Map(),
): readonly Directive[] {
  const defined = block.children.filter(isDefinition);
  if (defined.length === 0) {
    return block.children.map((each) => readDirective(each, grammar, reader, around));
  }
  const others = block.children.filter((each) => !isDefinition(each));
  const own = new Map(defined.map((each) => [each.keys[0] ?? "", readDefinition(each, reader)]));
  const known = new Map([...around, ...own]);
  refuseUnused(defined, others, reader);
  return others.map((each) => readDirective(each, grammar, reader, known));
}

function refuseUnused(defined: readonly Block[], others: readonly Block[], reader: Reader): void {
  const used = new Set<string>();
  addKeys(others, used);
  const unused = defined.filter(({ keys: [name = ""] }) => !used.has(name));
  if (unused.length === 0) return;
  const text = JSON.stringify(others);
  for (const each of unused) {
    const [name = ""] = each.keys;
    if (!text.includes(JSON.stringify(name)))
      reader.refuse(each, `defines ${name}, which nothing uses`);
  }
}

function addKeys(blocks: readonly Block[], found: Set<string>): void {
  for (const { keys, children } of blocks) {
    for (const key of keys) found.add(key);
    addKeys(children, found);
  }
}

function readDirective(
  block: Block,
  parent: Grammar,
  reader: Reader,
  known: Definitions,
): Directive {
  const [name = "", ...tokens] = block.keys;
  const grammar = wordIn(parent, name) ?? ANYTHING;
  const { matcher, rest } = takeMatcher(block, tokens, grammar, reader, known);
  const args: readonly Argument[] = rest.map(reader.argument);
  if (args.includes("")) reader.refuse(block, "has an empty argument, which the plugin drops");
  const below = readBody(block, bodyOf(grammar, { name, args, block: [] }), reader, known);
  return withMatcher(matcher, directive(name, args, below));
}

function takeMatcher(
  block: Block,
  tokens: readonly string[],
  { matcher: taken }: Grammar,
  reader: Reader,
  known: Definitions,
): { matcher?: Matcher; rest: readonly string[] } {
  const [first, ...rest] = tokens;
  if (taken === undefined || first === undefined) return { rest: tokens };
  if (first === "*") return { rest };
  if (first.startsWith("/")) return { matcher: { path: [first] }, rest };
  if (!first.startsWith("@")) return { rest: tokens };
  const matcher = known.get(first);
  if (matcher === undefined)
    reader.refuse(block, `names the matcher ${first}, which is not defined`);
  return { matcher, rest };
}

/** The directives of a block, sorted by name. */
export function readRoutes(block: Block, grammar: Grammar, reader: Reader): readonly Directive[] {
  return byName(readBody(block, grammar, reader));
}

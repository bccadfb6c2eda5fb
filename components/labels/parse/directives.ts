import { type Block, isDefinition } from "../caddyfile/block";
import { bodyOf } from "../directives/registry";
import { ANYTHING, type Grammar, isUnknown, mostArguments, wordIn } from "../grammar/grammar";
import { matcherDirectives } from "../matchers/words";
import type { Argument } from "../model/argument";
import {
  byName,
  type Directive,
  directive,
  orderedDirective,
  withMatcher,
} from "../model/directive";
import { startsWithImportArgument } from "../model/import-argument";
import type { Matcher } from "../model/matcher";
import type { Reader } from "./argument";
import { importsIn, mentions } from "./imports";
import { readDefinition } from "./matcher";
import { withOrders } from "./order";

/** The named matchers of a block and of the blocks around it, and who else may define one. */
interface Scope {
  readonly known: ReadonlyMap<string, Matcher>;
  /** Whether other blocks may define matchers that are named here, or name those defined here. */
  readonly isSnippet: boolean;
  /** Whether the block is a site's own. */
  readonly isSite: boolean;
  readonly hasImport: boolean;
}

/** The older names of directives, and their names now. */
const RENAMED: Readonly<Record<string, string>> = { basicauth: "basic_auth", skip_log: "log_skip" };

/** The names that `matcherName` makes; they are not needed, since each use gives its name again. */
const DERIVED = /^@m[0-9a-f]{16}$/;

/** The directives of a block, with the matchers that they name. */
function readBody(
  block: Block,
  grammar: Grammar,
  reader: Reader,
  around: Scope,
): readonly Directive[] {
  if (isUnknown(grammar)) return block.children.map((each) => readRaw(each, reader));
  const scope = {
    ...around,
    isSite: false,
    hasImport: around.hasImport || importsIn(block).length > 0,
  };
  const defined = block.children.filter(isDefinition);
  const others = block.children.filter((each) => !isDefinition(each));
  const inPlace = (words: readonly Directive[]) =>
    around.isSite ? withOrders(words, others) : words;
  if (defined.length === 0) {
    return inPlace(others.map((each) => readWord(each, grammar, reader, scope)));
  }
  const own = new Map<string, Matcher>();
  for (const each of defined) {
    const [name = ""] = each.keys;
    if (own.has(name) || around.known.has(name)) {
      reader.refuse(each, `defines ${name} a second time, which Caddy refuses`);
    }
    own.set(name, readDefinition(each, reader));
  }
  const shared = [...own.keys()].filter((name) => isShared(name, block, reader, scope));
  const known = new Map([...around.known, ...own]);
  for (const name of shared) known.set(name, { named: name });
  const words = others.map((each) => readWord(each, grammar, reader, { ...scope, known }));
  const text = JSON.stringify(words);
  const kept = [...own].filter(([name]) => shared.includes(name) || isLeft(name, others, text));
  return [
    ...kept.map(([name, matcher]) => directive(name, [], matcherDirectives(matcher))),
    ...inPlace(words),
  ];
}

/** Whether the name of a matcher has a meaning beyond the directives of its block. */
function isShared(name: string, block: Block, reader: Reader, { isSnippet }: Scope): boolean {
  if (DERIVED.test(name)) return false;
  if (reader.isCaptured(name)) return true;
  return isSnippet || importsIn(block).some((snippet) => reader.mayName(snippet, name));
}

/** Whether directives, as a text, still have a matcher's name, or whether none had it. */
function isLeft(name: string, blocks: readonly Block[], directives: string): boolean {
  if (directives.includes(JSON.stringify(name))) return true;
  return !DERIVED.test(name) && !mentions(blocks, name);
}

/** A directive of a grammar that is not known. */
function readRaw({ keys: [name = "", ...tokens], children }: Block, reader: Reader): Directive {
  const below = children.map((each) => readRaw(each, reader));
  return orderedDirective(name, tokens.map(reader.argument), below);
}

function readWord(block: Block, parent: Grammar, reader: Reader, scope: Scope): Directive {
  const [written = "", ...tokens] = block.keys;
  const name = parent.routes === true ? (RENAMED[written] ?? written) : written;
  const grammar = wordIn(parent, name) ?? ANYTHING;
  const { matcher, rest } = takeMatcher(block, tokens, grammar, reader, scope);
  const given: readonly Argument[] = rest.map(reader.argument);
  // Without its empty body, the status stays, and means the same.
  const args = name === "respond" && given.length === 2 && given[0] === "" ? given.slice(1) : given;
  if (args.includes("")) reader.refuse(block, "has an empty argument, which the plugin drops");
  const below = readBody(block, bodyOf(grammar, { name, args, block: [] }), reader, scope);
  return withMatcher(matcher, directive(name, args, below));
}

function takeMatcher(
  block: Block,
  tokens: readonly string[],
  grammar: Grammar,
  reader: Reader,
  { known, isSnippet, hasImport }: Scope,
): { matcher?: Matcher; rest: readonly string[] } {
  const [first, ...rest] = tokens;
  if (grammar.matcher === undefined || first === undefined) return { rest: tokens };
  if (grammar.alone === true && rest.length === 0) return { rest: tokens };
  if (first === "*") return { rest };
  if (first.startsWith("/")) return { matcher: { path: [first] }, rest };
  if (isSnippet && startsWithImportArgument(first) && tokens.length > mostArguments(grammar)) {
    return { matcher: { named: first }, rest };
  }
  if (!first.startsWith("@")) return { rest: tokens };
  const matcher = known.get(first);
  if (matcher !== undefined) return { matcher, rest };
  if (!isSnippet && !hasImport) {
    reader.refuse(block, `names the matcher ${first}, which is not defined`);
  }
  return { matcher: { named: first }, rest };
}

/** The directives of a site, a snippet, a named route or the global options, sorted by name. */
export function readRoutes(
  block: Block,
  grammar: Grammar,
  reader: Reader,
  kind: "site" | "snippet" | "route",
): readonly Directive[] {
  const scope = { isSnippet: kind === "snippet", isSite: kind === "site", hasImport: false };
  return byName(readBody(block, grammar, reader, { known: new Map(), ...scope }));
}

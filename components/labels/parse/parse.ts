import { type Block, isDefinition, isGlobal, sortBlocks } from "../caddyfile/block";
import { fromLabels, PanickingLabel, selectLabels, splitKey } from "../caddyfile/from-labels";
import { GLOBALS } from "../directives/global-grammar";
import { ROUTES } from "../directives/registry";
import { snippetGrammar } from "../directives/snippet-grammar";
import type { Argument } from "../model/argument";
import type { Directive } from "../model/directive";
import type { NamedRoute, Routing, Site, Snippet } from "../model/routing";
import { rememberNames, type WrittenNames } from "../model/written-names";
import { DEFAULT_LABEL_PREFIX, LabelError } from "../render/render";
import { site } from "../site";
import { type Reader, Templates, valueProblem } from "./argument";
import { readRoutes } from "./directives";
import { capturesIn, snippetsThatMayName } from "./imports";

/**
 * The routing that labels declare, such as those of a running container or of a compose file. Labels
 * that the proxy does not read are ignored.
 *
 * @throws LabelError with every label that cannot be read.
 */
export function parseLabels(
  labels: Readonly<Record<string, string>>,
  prefix: string = DEFAULT_LABEL_PREFIX,
): Routing {
  const selected = selectLabels(labels, prefix);
  const known = new Set<string>();
  const problems = Object.keys(selected).flatMap((key) => keyProblem(key, prefix, known));
  if (problems.length > 0) throw new LabelError(problems);
  const templates = new Templates();
  const paths = new Map<Block, string>();
  const refuse = (path: string, reason: string) =>
    problems.push(`label ${JSON.stringify(prefix + path.slice("caddy".length))} ${reason}.`);
  const take = (value: string, key: string): string => {
    const problem = valueProblem(value);
    if (problem !== undefined) refuse(key, problem);
    return problem === undefined ? templates.takeOut(value) : "";
  };
  const blocks = fromLabels(selected, take, (block, path) => paths.set(block, path));
  sortBlocks(blocks);
  const captures = capturesIn(labels);
  const reader: Reader = {
    argument: (token) => templates.putBack(token),
    refuse: (block, reason) => refuse(paths.get(block) ?? "caddy", reason),
    isCaptured: (name) => captures.has(name.slice(1)),
    mayName: snippetsThatMayName(blocks),
  };
  const routing = readBlocks(inOrder(blocks, paths), reader);
  if (problems.length > 0) throw new LabelError(problems);
  return routing;
}

/** @param known keys, and keys above them, without a problem. */
function keyProblem(key: string, prefix: string, known: Set<string>): string[] {
  const paths: string[] = [];
  try {
    for (let path = key; path !== "" && !known.has(path); path = splitKey(path).parent) {
      paths.push(path);
    }
    for (const path of paths) known.add(path);
    return [];
  } catch (error) {
    if (!(error instanceof PanickingLabel)) throw error;
    const label = JSON.stringify(prefix + key.slice("caddy".length));
    return [`label ${label} has an empty part, which makes the proxy panic.`];
  }
}

/** Blocks sorted by their numbers, which decide the order of a routing's sites. */
function inOrder(blocks: readonly Block[], paths: ReadonlyMap<Block, string>): Block[] {
  const number = (block: Block) => Number(/_(\d+)$/.exec(paths.get(block) ?? "")?.[1] ?? -1);
  return [...blocks].sort((a, b) => number(a) - number(b));
}

function readBlocks(blocks: readonly Block[], reader: Reader): Routing {
  const global: Directive[] = [];
  const snippets: Snippet[] = [];
  const routes: NamedRoute[] = [];
  const sites: Site[] = [];
  for (const block of blocks) {
    const [name = "", ...others] = block.keys;
    const [, kind, inner = ""] = (others.length === 0 && /^(&?)\((.*)\)$/.exec(name)) || [];
    if (name === "import") {
      reader.refuse(block, "imports outside a site, which has no typed form");
    } else if (isGlobal(block)) global.push(...readRoutes(block, GLOBALS, reader, "route"));
    else {
      const names = block.children.map(({ keys: [first = ""] }) => first);
      const isSnippet = kind === "";
      const grammar = isSnippet ? snippetGrammar(names) : ROUTES;
      const place = isSnippet ? "snippet" : kind === undefined ? "site" : "route";
      const directives = readRoutes(block, grammar, reader, place);
      if (kind === "&") routes.push({ name: inner, directives });
      else if (kind === "") snippets.push({ name: inner, directives });
      else {
        const made = site(addressesOf(block, reader), ...directives);
        rememberNames(made, definitionsOf(block, reader));
        sites.push(made);
      }
    }
  }
  return {
    ...withAny("global", global),
    ...withAny("snippets", snippets),
    ...withAny("routes", routes),
    ...withAny("sites", sites),
  };
}

/** The matchers that a site's block defines. */
function definitionsOf({ children }: Block, reader: Reader): WrittenNames {
  const text = ({ keys, children: below }: Block): unknown => [
    keys.map(reader.argument),
    below.map(text),
  ];
  const named = (blocks: readonly Block[]) => blocks.filter(isDefinition);
  const within = (blocks: readonly Block[]): readonly Block[] =>
    blocks.flatMap(({ children: below }) => [...named(below), ...within(below)]);
  const nameOf = ({ keys: [name = ""] }: Block) => name;
  return {
    own: new Map(named(children).map((each) => [nameOf(each), JSON.stringify(text(each))])),
    inner: new Set(within(children).map(nameOf)),
  };
}

/** The addresses of a site, which commas may separate, too. */
function addressesOf({ keys }: Block, reader: Reader): readonly Argument[] {
  return keys.map((key) => reader.argument(key.replace(/(?<=.),$/, "")));
}

function withAny<Key extends keyof Routing>(key: Key, values: Routing[Key] & object): Routing {
  return values.length === 0 ? {} : { [key]: values };
}

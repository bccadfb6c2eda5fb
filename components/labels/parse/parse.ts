import { type Block, sortBlocks } from "../caddyfile/block";
import { fromLabels, PanickingLabel, selectLabels, splitKey } from "../caddyfile/from-labels";
import { GLOBALS } from "../directives/global-grammar";
import { ROUTES } from "../directives/registry";
import { LabelError } from "../errors";
import type { Argument } from "../model/argument";
import type { NamedRoute, Routing, Site, Snippet } from "../model/routing";
import { DEFAULT_LABEL_PREFIX } from "../render/render";
import { site } from "../site";
import { Templates } from "./argument";
import { readRoutes } from "./directives";
import type { Reader } from "./reader";

/**
 * The typed data of which these labels are the other form: those of a running container or of a
 * compose file. Labels that the proxy doesn't read are left out.
 *
 * @throws LabelError naming every label that can't be read.
 */
export function parseLabels(
  labels: Readonly<Record<string, string>>,
  prefix: string = DEFAULT_LABEL_PREFIX,
): Routing {
  const selected = selectLabels(labels, prefix);
  const problems = Object.keys(selected).flatMap((key) => keyProblem(key, prefix));
  if (problems.length > 0) throw new LabelError(problems);
  const templates = new Templates();
  const paths = new Map<Block, string>();
  const refuse = (path: string, reason: string) =>
    problems.push(`label ${JSON.stringify(prefix + path.slice("caddy".length))} ${reason}.`);
  const take = (value: string, key: string): string => {
    const text = templates.takeOut(value);
    if (text === undefined) refuse(key, "holds a private character");
    return text ?? "";
  };
  const blocks = fromLabels(selected, take, (block, path) => paths.set(block, path));
  sortBlocks(blocks);
  const reader: Reader = {
    argument: (token) => templates.putBack(token),
    refuse: (block, reason) => refuse(paths.get(block) ?? "caddy", reason),
  };
  const routing = readBlocks(inOrder(blocks, paths), reader);
  if (problems.length > 0) throw new LabelError(problems);
  return routing;
}

function keyProblem(key: string, prefix: string): string[] {
  try {
    for (let path = key; path !== ""; path = splitKey(path).parent);
    return [];
  } catch (error) {
    if (!(error instanceof PanickingLabel)) throw error;
    const label = JSON.stringify(prefix + key.slice("caddy".length));
    return [`label ${label} has an empty part, which makes the proxy panic.`];
  }
}

/** Blocks by their numbers, which the sites of a routing have their order from. */
function inOrder(blocks: readonly Block[], paths: ReadonlyMap<Block, string>): Block[] {
  const number = (block: Block) => Number(/_(\d+)$/.exec(paths.get(block) ?? "")?.[1] ?? -1);
  return [...blocks].sort((a, b) => number(a) - number(b));
}

function readBlocks(blocks: readonly Block[], reader: Reader): Routing {
  const global: Block[] = [];
  const snippets: Snippet[] = [];
  const routes: NamedRoute[] = [];
  const sites: Site[] = [];
  for (const block of blocks) {
    const [name = "", ...others] = block.keys;
    const [, kind, inner = ""] = (others.length === 0 && /^(&?)\((.*)\)$/.exec(name)) || [];
    if (block.keys.length === 0) global.push(block);
    else if (kind === "&")
      routes.push({ name: inner, directives: readRoutes(block, ROUTES, reader) });
    else if (kind === "")
      snippets.push({ name: inner, directives: readRoutes(block, ROUTES, reader) });
    else sites.push(site(addressesOf(block, reader), ...readRoutes(block, ROUTES, reader)));
  }
  return {
    ...withAny(
      "global",
      global.flatMap((block) => readRoutes(block, GLOBALS, reader)),
    ),
    ...withAny("snippets", snippets),
    ...withAny("routes", routes),
    ...withAny("sites", sites),
  };
}

/** The addresses of a site, which a Caddyfile may separate by commas too. */
function addressesOf({ keys }: Block, reader: Reader): readonly Argument[] {
  return keys.map((key) => reader.argument(key.replace(/(?<=.),$/, "")));
}

function withAny<Key extends keyof Routing>(key: Key, values: Routing[Key] & object): Routing {
  return values.length === 0 ? {} : { [key]: values };
}

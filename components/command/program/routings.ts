// The routings of a program, with the names of its services in place of what only a deployment knows.

import { leadingTo } from "../../caddy/routing/upstream-files";
import { type Argument, parseLabels, type Routing, type Site } from "../../labels";
import { selectLabels } from "../../labels/caddyfile/from-labels";
import type { Directive } from "../../labels/model/directive";
import { ownUpstream } from "../code/arguments";
import { comparable } from "../code/comparable";
import type { DeclaredLabels } from "./messages";

/** A container's routing. */
export interface NamedRouting {
  readonly name: string;
  readonly routing: Routing;
}

/** Where a program runs. */
export interface ProgramPlace {
  readonly project: string;
  readonly stack: string;
  readonly prefix: string;
}

/** The routings that a program declares for an entry point that reads the prefix. */
export function routingsOf(
  declared: readonly DeclaredLabels[],
  place: ProgramPlace,
): NamedRouting[] {
  const found = new Map<string, NamedRouting>();
  for (const { name, labels } of declared) {
    if (Object.keys(selectLabels(labels, place.prefix)).length === 0) continue;
    // A service's further containers have the labels of the first.
    const service = name.replace(/-route$/, "");
    const routing = named(parseLabels(labels, place.prefix), service, place);
    const text = JSON.stringify(routing);
    if ([...found.values()].every((each) => JSON.stringify(each.routing) !== text))
      found.set(name, { name: service, routing });
  }
  return [...found.values()];
}

/** The routing with the service's name in place of its own addresses, and nothing that a program adds. */
export function named(routing: Routing, service: string, place?: ProgramPlace): Routing {
  const rename = (given: Directive): Directive => {
    const args = unique(given.args.map((each) => renamed(each, service, place)));
    return { ...given, args, block: given.block.map(rename) };
  };
  return {
    global: (routing.global ?? []).map(rename),
    snippets: (routing.snippets ?? []).map((each) => ({
      ...each,
      directives: each.directives.map(rename),
    })),
    routes: (routing.routes ?? []).map((each) => ({
      ...each,
      directives: each.directives.map(rename),
    })),
    sites: (routing.sites ?? [])
      .map((each) => leadingTo(each, (port) => [`${service}:${port}`]))
      .map(({ addresses, directives }) =>
        comparable(
          withoutLocalCa({
            addresses,
            directives: directives.filter((each) => !isReadiness(each)).map(rename),
          }),
        ),
      ),
  };
}

/** Several containers of a service are one address here. */
function unique(args: readonly Argument[]): Argument[] {
  return args.filter(
    (each, index) =>
      typeof each !== "string" || !/:\d+$/.test(each) || args.indexOf(each) === index,
  );
}

function renamed(argument: Argument, service: string, place: ProgramPlace | undefined): Argument {
  const own = ownUpstream(argument);
  if (own !== undefined) {
    const usual = own.scheme === "https" ? 443 : 80;
    const scheme = own.scheme === undefined || own.scheme === "http" ? "" : `${own.scheme}://`;
    return `${scheme}${service}:${own.port ?? usual}`;
  }
  if (typeof argument !== "string" || place === undefined) return argument;
  const released = argument.replace(
    /\{file\.\/config\/gatehouse\/([^/}]+)\/(?:canary-)?\d+\}\.[\w.-]+:/g,
    (_, name: string) => `${decodeURIComponent(name)}:`,
  );
  return released.replaceAll(`.${place.stack}.${place.project}`, "");
}

/** The route to a container that does not serve yet. */
function isReadiness({ name, matcher }: Directive): boolean {
  return (
    name === "handle" &&
    matcher?.path?.length === 1 &&
    /^\/\.well-known\/gatehouse\/[^/]+\/ready$/.test(matcher.path[0] ?? "")
  );
}

/** Caddy's own CA is what such hosts have anyway. */
function withoutLocalCa({ addresses, directives }: Site): Site {
  const local = addresses.every(
    (address) =>
      typeof address === "string" &&
      /(^|\.)(localhost|local|internal|home\.arpa)(:\d+)?$/.test(address),
  );
  if (!local) return { addresses, directives };
  return {
    addresses,
    directives: directives.filter(
      ({ name, args, block }) => !(name === "tls" && args[0] === "internal" && block.length === 0),
    ),
  };
}

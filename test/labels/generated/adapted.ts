import type { Meaning } from "./handlers";
import { compact } from "./text";

interface Route {
  readonly match?: readonly Record<string, unknown>[];
  readonly handle?: readonly Handler[];
}

interface Handler {
  readonly handler: string;
  readonly routes?: readonly Route[];
}

interface Config {
  readonly apps?: {
    readonly http?: { readonly servers?: Readonly<Record<string, { routes?: readonly Route[] }>> };
    readonly tls?: {
      readonly automation?: { readonly policies?: readonly { subjects?: readonly string[] }[] };
    };
  };
}

/** The names that Caddy derives for regular expressions and CEL expressions from their matcher's. */
const OWN_NAME = /^m[0-9a-f]{16}$/;

/** A host's handlers in an adapted configuration, in an order of our own. */
export function adaptedMeanings(json: unknown, host: string): string[] {
  const servers = Object.values((json as Config).apps?.http?.servers ?? {});
  const routes = servers.flatMap((server) => server.routes ?? []);
  const own = routes.filter((route) => hostsOf(route).includes(host));
  const inner = own
    .flatMap((route) => route.handle ?? [])
    .flatMap((handler) => handler.routes ?? []);
  return sorted(inner.flatMap(meaningsOf));
}

/** A host's part of an adapted configuration, without the names of groups. */
export function adaptedSite(json: unknown, host: string): unknown {
  const { http, tls } = (json as Config).apps ?? {};
  const servers = Object.values(http?.servers ?? {});
  const policies = tls?.automation?.policies ?? [];
  return withoutGroups({
    routes: servers.flatMap(({ routes = [] }) =>
      routes.filter((each) => hostsOf(each).includes(host)),
    ),
    certificates: policies
      .filter(({ subjects = [] }) => subjects.includes(host))
      .map((policy) => ({ ...policy, subjects: [host] })),
  });
}

function withoutGroups(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, each) => (key === "group" ? "group" : each));
}

/** Handlers as strings, to compare two lists of them. */
export function sorted(meanings: readonly Meaning[]): string[] {
  return meanings.map((meaning) => JSON.stringify(stable(meaning))).sort();
}

function hostsOf({ match = [] }: Route): string[] {
  return match.flatMap(({ host }) => (Array.isArray(host) ? host.map(String) : []));
}

function meaningsOf({ match, handle = [] }: Route): Meaning[] {
  const [set] = match ?? [];
  const own = match === undefined ? null : set;
  return handle.flatMap(({ routes = [], ...handler }) => [
    ...(handler.handler === "encode" ? [] : [{ match: own, handler: compact(handler) }]),
    ...routes.flatMap(meaningsOf),
  ]);
}

/** The same value with sorted keys, without derived names and objects that hold only such names. */
function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== "object" || value === null) return value;
  if ("expr" in value) return value.expr;
  const fields = Object.entries(value)
    .filter(([key, each]) => !(key === "name" && OWN_NAME.test(String(each))))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, each]) => [key, stable(each)]));
}

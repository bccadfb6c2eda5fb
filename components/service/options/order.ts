import type { MatcherConditions } from "../../labels";
import { conditionsOf, type ServiceRoute } from "./route";

/**
 * Builds matchers that Caddy tries in the order of the routes.
 *
 * Caddy sorts matchers of one path, the longest path first. Where that changes the order, each matcher
 * lists its path twice: Caddy does not sort matchers of several paths.
 */
export function orderedMatchers(routes: readonly ServiceRoute[]): MatcherConditions[] {
  // Caddy's comparison is no strict order beside a matcher without a path: among more than twenty
  // routes its sort may move a route past such a matcher.
  const mixed = routes.some((route) => route.path === undefined);
  const sorted = routes.some((later, index) =>
    routes.slice(0, index).some((earlier) => overtakes(later.path, earlier.path, mixed)),
  );
  return routes.map((route) => {
    const conditions = conditionsOf(route);
    if (!sorted || route.path === undefined) return conditions;
    return { ...conditions, path: [route.path, route.path] };
  });
}

/** The index of an earlier route that takes all requests of a route; -1 if there is none. */
export function coveredBy(routes: readonly ServiceRoute[], index: number): number {
  const route = routes[index];
  if (route === undefined) return -1;
  return routes.slice(0, index).findIndex((earlier) => covers(earlier, route));
}

function covers(wide: ServiceRoute, narrow: ServiceRoute): boolean {
  return (
    (wide.path === undefined || (narrow.path !== undefined && holds(wide.path, narrow.path))) &&
    includes(wide.methods, narrow.methods) &&
    includes(wide.hosts, narrow.hosts) &&
    includes(wide.clientAddresses, narrow.clientAddresses) &&
    asks(wide.headers, narrow.headers) &&
    asks(wide.query, narrow.query)
  );
}

/** Whether every path that matches the second pattern also matches the first. */
export function holds(wide: string, narrow: string): boolean {
  const [first, second] = [wide.toLowerCase(), narrow.toLowerCase()];
  if (first === second) return true;
  return isBeginning(first) && second.startsWith(first.slice(0, -1));
}

function includes(wide: readonly string[] | undefined, narrow: readonly string[] = []): boolean {
  return wide === undefined || (narrow.length > 0 && narrow.every((each) => wide.includes(each)));
}

function asks(wide: Record<string, string> = {}, narrow: Record<string, string> = {}): boolean {
  return Object.entries(wide).every(([name, value]) => narrow[name] === value);
}

/** Whether Caddy would try a later path before an earlier one that has some of its requests. */
function overtakes(later: string | undefined, earlier: string | undefined, mixed: boolean) {
  if (later === undefined || earlier === undefined) return false;
  return (mixed || meet(later, earlier)) && sortsBefore(later, earlier);
}

function meet(one: string, other: string): boolean {
  const wild = [one, other].some((each) => /\*./.test(each));
  return wild || holds(one, other) || holds(other, one);
}

/** Caddy's comparison of two paths: the longest first, then alphabetically. */
function sortsBefore(one: string, other: string): boolean {
  const [first, second] = [one, other].map((each) => each.replace(/\*$/, ""));
  if (first === undefined || second === undefined) return false;
  if (first === second) return one.length < other.length;
  return first.length === second.length ? first < second : first.length > second.length;
}

/** Whether a pattern is a fixed prefix with `*` at its end. */
function isBeginning(path: string): boolean {
  return path.indexOf("*") === path.length - 1;
}

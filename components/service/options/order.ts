import type { MatcherConditions } from "../../labels";
import { conditionsOf, type ServiceRoute } from "./route";

/**
 * The matchers of routes, such that Caddy tries them in the order in which they are written.
 *
 * Caddy itself tries those with the longest path first. Mostly that comes to the same; where it
 * doesn't, each path is given twice, since Caddy leaves matchers of several paths where they are.
 */
export function orderedMatchers(routes: readonly ServiceRoute[]): MatcherConditions[] {
  // Beside a matcher without a path Caddy's comparison is no order: among more than twenty routes
  // one that it moves may pass such a matcher.
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

/** The route before another one that takes all of its requests; -1 if there is none. */
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

/** Whether every path that the second pattern has is one of the first. */
function holds(wide: string, narrow: string): boolean {
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

/** Caddy's own comparison of two paths: the longest first, then by letters. */
function sortsBefore(one: string, other: string): boolean {
  const [first, second] = [one, other].map((each) => each.replace(/\*$/, ""));
  if (first === undefined || second === undefined) return false;
  if (first === second) return one.length < other.length;
  return first.length === second.length ? first < second : first.length > second.length;
}

/** Whether a path is a fixed beginning followed by anything. */
function isBeginning(path: string): boolean {
  return path.indexOf("*") === path.length - 1;
}

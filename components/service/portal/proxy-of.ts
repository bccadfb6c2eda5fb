// The way to a component's upstreams, found in its routing.
import type { RegisteredComponent } from "../../caddy/about";
import { leadingTo } from "../../caddy/routing/upstream-files";
import { networkAlias } from "../../declare/owner";
import { type Argument, type Directive, directive, parseAddress, type Site } from "../../labels";

/** The way to a service: its site, and the proxy there. */
export interface Found {
  readonly host: Argument | undefined;
  readonly proxy: Directive;
}

/** The proxy that gets the requests of a component that no other route takes, or else of its first route. */
export function proxyOf(
  { name, routing }: RegisteredComponent,
  namesResolve: boolean,
): Found | undefined {
  const address = namesResolve ? networkAlias(name) : undefined;
  const sites = (routing.sites ?? []).map((each) => named(address, each));
  for (const only of [true, false]) {
    for (const { addresses, directives } of sites) {
      const proxy = proxyIn(directives, only);
      if (proxy !== undefined) return { proxy, host: hostOf(addresses[0]) };
    }
  }
  return undefined;
}

/** The site with a name of the containers in place of the labelled container's own addresses; with nothing without. */
function named(address: string | undefined, given: Site): Site {
  return leadingTo(given, (port) => (address === undefined ? [] : [`${address}:${port}`]));
}

/**
 * @param every whether only directives for every request count. Otherwise paths of gatehouse's own don't.
 */
function proxyIn(directives: readonly Directive[], every: boolean): Directive | undefined {
  for (const each of directives) {
    const counts = each.matcher === undefined || (!every && !isOwnPath(each));
    if (!counts) continue;
    if (each.name === "reverse_proxy" && isHttp(each) && leadsSomewhere(each)) return withTo(each);
    if (!GROUPS.has(each.name)) continue;
    const inside = proxyIn(each.block, every);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

const GROUPS: ReadonlySet<string> = new Set(["handle", "handle_path", "route"]);

function isOwnPath({ matcher }: Directive): boolean {
  return matcher?.path?.some((path) => path.startsWith("/.well-known/gatehouse/")) === true;
}

function isHttp({ block }: Directive): boolean {
  return !block.some(({ name, args }) => name === "transport" && args[0] === "fastcgi");
}

function leadsSomewhere({ args, block }: Directive): boolean {
  return args.length > 0 || block.some(({ name }) => name === "to" || name === "dynamic");
}

/** The same proxy with all its upstreams in `to`. */
function withTo(proxy: Directive): Directive {
  const listed = proxy.block.filter(({ name }) => name === "to").flatMap(({ args }) => args);
  const all = [...proxy.args, ...listed];
  const others = proxy.block.filter(({ name }) => name !== "to");
  return { ...proxy, args: [], block: all.length > 0 ? [directive("to", all), ...others] : others };
}

/** The host that a service expects; a wildcard is none. */
function hostOf(address: Argument | undefined): Argument | undefined {
  if (typeof address !== "string") return undefined;
  const { host } = parseAddress(address);
  return host === "" || host.includes("*") ? undefined : host;
}

// The options of Caddy's servers that arguments of the entry point set, beside those of its routing.
import { type Directive, directive } from "../../labels";
import { type Problem, problem } from "../../schema/problems";
import { type AcceptedProxyProtocol, proxyProtocolOptions } from "./proxy-protocol";
import { type TrustedProxies, trustedProxyOptions } from "./trusted-proxies";

/** The arguments that set options of servers. */
export interface ServerArgs {
  readonly trustedProxies?: TrustedProxies;
  readonly proxyProtocol?: AcceptedProxyProtocol;
}

/** The options of servers that an argument decides alone. */
const DECIDED = {
  trustedProxies: ["trusted_proxies", "trusted_proxies_strict", "client_ip_headers"],
  proxyProtocol: ["listener_wrappers"],
} as const satisfies Record<keyof ServerArgs, readonly string[]>;

/**
 * The problems of arguments that set options which the routing sets, too.
 *
 * @param given the global options of the routing.
 */
export function serverProblems(args: ServerArgs, given: readonly Directive[] = []): Problem[] {
  const written = new Set(serversOf(given).flatMap(({ block }) => block.map(({ name }) => name)));
  return Object.entries(DECIDED).flatMap(([argument, options]) => {
    const twice = options.filter((name) => written.has(name));
    if (args[argument as keyof ServerArgs] === undefined || twice.length === 0) return [];
    const place = `servers of routing.global that have ${twice.join(" and ")}`;
    return [
      problem(
        argument,
        `must not stand beside ${place}: Caddy would take one of the two. Drop it there.`,
      ),
    ];
  });
}

/**
 * The global options of the routing with those of the arguments in each `servers`. Of several, Caddy takes
 * the one of a listener's address, or else the one without an address.
 */
export function withServerOptions(args: ServerArgs, given: readonly Directive[]): Directive[] {
  const own = [
    ...trustedProxyOptions(args.trustedProxies),
    ...proxyProtocolOptions(args.proxyProtocol),
  ];
  if (own.length === 0) return [...given];
  const servers = serversOf(given);
  const hasGeneral = servers.some(({ args: words }) => words.length === 0);
  return [
    ...given.filter((each) => !servers.includes(each)),
    ...servers.map(({ args: words, block }) => directive("servers", words, [...block, ...own])),
    ...(hasGeneral ? [] : [directive("servers", [], own)]),
  ];
}

function serversOf(given: readonly Directive[]): Directive[] {
  return given.filter(({ name }) => name === "servers");
}

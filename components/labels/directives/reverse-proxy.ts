import { type Argument, type Duration, isVariable, listOf, type Size } from "../model/argument";
import { toMatcher } from "../model/canonical";
import { type Directive, directive, option, optionsOf, withMatcher } from "../model/directive";
import type { MatcherConditions } from "../model/matcher";
import { changeDirectives, type HeaderChanges } from "./headers";
import { type ActiveHealth, healthDirectives, type PassiveHealth } from "./proxy-health";
import { balancingDirectives, type LoadBalancing } from "./proxy-policy";
import { type Transport, transportDirectives } from "./proxy-transport";
import { type DynamicUpstreams, dynamicDirectives } from "./proxy-upstreams";

/** The upstreams of requests, and how the proxy speaks to them; `to` or `dynamic` is required. */
export interface ReverseProxyOptions {
  /** Upstreams: `upstreams(8080)` for the labelled container, or `host:port`. */
  readonly to?: Argument | readonly Argument[];
  /** Upstreams that Caddy looks up in DNS, in place of `to`. */
  readonly dynamic?: DynamicUpstreams;
  readonly loadBalancing?: LoadBalancing;
  /** Active health checks. Default: none. */
  readonly health?: ActiveHealth;
  /** Passive health checks. Default: none. */
  readonly passiveHealth?: PassiveHealth;
  /** Changes to the headers of the request to the upstream. */
  readonly headerUp?: HeaderChanges;
  /** Changes to the headers of the upstream's response. */
  readonly headerDown?: HeaderChanges;
  readonly transport?: Transport;
  /** How long Caddy holds back parts of a response; -1 for not at all. */
  readonly flushInterval?: Duration | -1;
  /** How much of a request Caddy reads before it connects to an upstream. Default: nothing. */
  readonly requestBuffers?: Size;
  /** How much of a response Caddy reads before it sends it on. Default: nothing. */
  readonly responseBuffers?: Size;
  /** How long a stream may last. Default: no limit. */
  readonly streamTimeout?: Duration;
  /** How long streams survive a reload of the proxy. Default: not at all. */
  readonly streamCloseDelay?: Duration;
  /** CIDR ranges of proxies whose X-Forwarded headers Caddy trusts. Default: the server's. */
  readonly trustedProxies?: readonly string[];
  /** The method of the request to the upstream. Default: the client's. */
  readonly method?: string;
  /** The path and query of the request to the upstream. Default: the client's. */
  readonly rewrite?: Argument;
  /** Whether Caddy logs more at level DEBUG. Default: false. */
  readonly verboseLogs?: boolean;
  /** Responses that Caddy handles in place of sending them on; the first that matches applies. */
  readonly handleResponse?: readonly HandleResponse[];
}

/** How Caddy handles responses of an upstream. */
export interface HandleResponse {
  /** The responses, by `status` and `header`. Default: all. */
  readonly match?: Pick<MatcherConditions, "status" | "header">;
  /** A status for the response, which is otherwise the upstream's. */
  readonly replaceStatus?: number;
  /** Directives that answer in place of the upstream. */
  readonly directives?: readonly Directive[];
}

/**
 * Sends requests to a service: `reverseProxy(upstreams(8080))`, or with options:
 * `reverseProxy({ to: upstreams(8080), health: { uri: "/healthz", interval: "5s" } })`.
 */
export function reverseProxy(
  options: Argument | readonly Argument[] | ReverseProxyOptions,
): Directive {
  if (typeof options === "string" || isVariable(options) || isList(options)) {
    return reverseProxy({ to: options });
  }
  return upstreamDirective("reverse_proxy", options);
}

/**
 * A directive that sends requests to upstreams.
 *
 * @param more its subdirectives that `reverse_proxy` lacks.
 */
export function upstreamDirective(
  name: "reverse_proxy" | "php_fastcgi",
  options: ReverseProxyOptions,
  more: readonly Directive[] = [],
): Directive {
  const to = listOf(options.to ?? []);
  const fixed = to.filter((each) => typeof each === "string");
  const filledIn = to.filter((each) => typeof each !== "string");
  // The plugin merges a line of names that is equal in all replicas.
  return directive(name, filledIn, [...option("to", fixed), ...proxyDirectives(options), ...more]);
}

/** The subdirectives that `reverse_proxy` and `forward_auth` share. */
export function proxyDirectives(options: ReverseProxyOptions): Directive[] {
  const { to: _to, dynamic, loadBalancing, health, passiveHealth, ...more } = options;
  const { headerUp, headerDown, transport, handleResponse = [], ...others } = more;
  return [
    ...dynamicDirectives(dynamic),
    ...balancingDirectives(loadBalancing),
    ...healthDirectives(health, passiveHealth),
    ...changeDirectives("header_up", headerUp),
    ...changeDirectives("header_down", headerDown),
    ...transportDirectives(transport),
    ...optionsOf(others),
    ...handleResponse.map(handleResponseDirective),
  ];
}

function handleResponseDirective({ match, replaceStatus, directives }: HandleResponse): Directive {
  // Labels would lose the place of `replace_status` among the handlers.
  const block =
    replaceStatus === undefined ? directives : [directive("copy_response", [replaceStatus])];
  return withMatcher(toMatcher(match), directive("handle_response", [], block));
}

function isList(value: unknown): value is readonly Argument[] {
  return Array.isArray(value);
}

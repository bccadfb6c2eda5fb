import { type Argument, isVariable } from "../model/argument";
import { type Directive, directive, option, withMatcher } from "../model/directive";
import { type MatcherConditions, toMatcher } from "../model/matcher";
import type { Duration, Size } from "../model/units";
import { type HeaderChanges, headerDirectives } from "./headers";
import {
  type ActiveHealth,
  activeDirectives,
  type PassiveHealth,
  passiveDirectives,
} from "./proxy-health";
import { balancingDirectives, type LoadBalancing } from "./proxy-policy";
import { type Transport, transportDirectives } from "./proxy-transport";
import { type DynamicUpstreams, dynamicDirectives } from "./proxy-upstreams";

/** Where requests go, and how. Everything but `to` or `dynamic` is optional. */
export interface ReverseProxyOptions {
  /** Upstreams: `upstreams(8080)` for the labelled container, or `host:port`. */
  readonly to?: Argument | readonly Argument[];
  /** Upstreams from DNS, in place of `to`. */
  readonly dynamic?: DynamicUpstreams;
  readonly loadBalancing?: LoadBalancing;
  /** Active health checks. */
  readonly health?: ActiveHealth;
  readonly passiveHealth?: PassiveHealth;
  /** Changes to the headers of the request to the upstream. */
  readonly headerUp?: HeaderChanges;
  /** Changes to the headers of the upstream's response. */
  readonly headerDown?: HeaderChanges;
  readonly transport?: Transport;
  /** How long an answer is held back before it is sent on; -1 for not at all. */
  readonly flushInterval?: Duration | -1;
  readonly requestBuffers?: Size;
  readonly responseBuffers?: Size;
  /** How long a stream may last. Default: for ever. */
  readonly streamTimeout?: Duration;
  /** How long streams outlive a reload of the proxy. Default: not at all. */
  readonly streamCloseDelay?: Duration;
  /** Peers whose X-Forwarded fields are believed. */
  readonly trustedProxies?: readonly string[];
  readonly method?: string;
  readonly rewrite?: Argument;
  readonly verboseLogs?: boolean;
  /** What to do with some answers in place of sending them on, the first that matches. */
  readonly handleResponse?: readonly HandleResponse[];
}

/** What to do with an answer of an upstream. */
export interface HandleResponse {
  /** Which answers; `status` and `header` only. Default: all. */
  readonly match?: Pick<MatcherConditions, "status" | "header">;
  /** A status for the answer, everything else as the upstream said it. */
  readonly replaceStatus?: number;
  /** Directives that run in place of sending the answer on. */
  readonly directives?: readonly Directive[];
}

/**
 * Sends requests to a service: `reverseProxy(upstreams(8080))`, or with options:
 * `reverseProxy({ to: upstreams(8080), health: { uri: "/healthz", interval: "5s" } })`.
 */
export function reverseProxy(
  options: Argument | readonly Argument[] | ReverseProxyOptions,
): Directive {
  if (typeof options === "string" || isVariable(options)) return reverseProxy({ to: options });
  if (isList(options)) return reverseProxy({ to: options });
  const to = options.to === undefined ? [] : isList(options.to) ? options.to : [options.to];
  const fixed = to.filter((each) => typeof each === "string");
  const filledIn = to.filter((each) => typeof each !== "string");
  // Names stand on a line of their own, where replicas that all name them count once.
  return directive("reverse_proxy", filledIn, [
    ...option("to", fixed),
    ...proxyDirectives(options),
  ]);
}

/** The subdirectives that `reverse_proxy` and `forward_auth` share. */
export function proxyDirectives(options: ReverseProxyOptions): Directive[] {
  return [
    ...dynamicDirectives(options.dynamic),
    ...balancingDirectives(options.loadBalancing),
    ...activeDirectives(options.health),
    ...passiveDirectives(options.passiveHealth),
    ...changeDirectives("header_up", options.headerUp),
    ...changeDirectives("header_down", options.headerDown),
    ...transportDirectives(options.transport),
    ...option("flush_interval", options.flushInterval),
    ...option("request_buffers", options.requestBuffers),
    ...option("response_buffers", options.responseBuffers),
    ...option("stream_timeout", options.streamTimeout),
    ...option("stream_close_delay", options.streamCloseDelay),
    ...option("trusted_proxies", options.trustedProxies ?? []),
    ...option("method", options.method),
    ...option("rewrite", options.rewrite),
    ...option("verbose_logs", options.verboseLogs),
    ...(options.handleResponse ?? []).map(handleResponseDirective),
  ];
}

function changeDirectives(name: string, changes: HeaderChanges | undefined): Directive[] {
  return headerDirectives(changes).map((word) => directive(name, [word.name, ...word.args]));
}

function handleResponseDirective(handler: HandleResponse): Directive {
  const matcher = toMatcher(handler.match);
  // Not replace_status: its place among the handlers would be lost in labels.
  const directives =
    handler.replaceStatus === undefined
      ? (handler.directives ?? [])
      : [directive("copy_response", [handler.replaceStatus])];
  return withMatcher(matcher, directive("handle_response", [], directives));
}

function isList(value: unknown): value is readonly Argument[] {
  return Array.isArray(value);
}

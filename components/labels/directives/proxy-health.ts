import { FLAG, type Grammar, takes, takesSome } from "../grammar/grammar";
import { duration, integer, port, regexp, statusOrClass, text, verb } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, entries, option } from "../model/directive";
import type { StatusClass } from "../model/matcher";
import type { Duration } from "../model/units";

/** Requests that the proxy sends to find out whether an upstream is well. */
export interface ActiveHealth {
  /** Path and query to ask for. Without it there are no active checks. */
  readonly uri: Argument;
  /** Default: the upstream's. */
  readonly port?: number;
  /** Default: 30s. */
  readonly interval?: Duration;
  /** Default: 5s. */
  readonly timeout?: Duration;
  /** Good answers in a row that make an upstream well. Default: 1. */
  readonly passes?: number;
  /** Bad answers in a row that make it unwell. Default: 1. */
  readonly fails?: number;
  /** Default: any 2xx. */
  readonly status?: number | StatusClass;
  /** A regular expression (RE2) that the body must match. */
  readonly body?: string;
  /** Default: GET. */
  readonly method?: string;
  readonly requestBody?: Argument;
  readonly followRedirects?: boolean;
  readonly headers?: Readonly<Record<string, Argument | readonly Argument[]>>;
}

/** What requests that are sent anyway tell about an upstream. */
export interface PassiveHealth {
  /** How long a failure is remembered. Without it there is no passive check. */
  readonly failDuration?: Duration;
  /** Failures in that time that make an upstream unwell. Default: 1. */
  readonly maxFails?: number;
  /** Answers that count as failures. Default: none. */
  readonly unhealthyStatus?: readonly (number | StatusClass)[];
  readonly unhealthyLatency?: Duration;
  /** Requests at a time that an upstream may have. Default: any number. */
  readonly unhealthyRequestCount?: number;
}

/** The subdirectives of active checks. */
export function activeDirectives(health: ActiveHealth | undefined): Directive[] {
  if (health === undefined) return [];
  const headers = entries(health.headers);
  return [
    ...option("health_uri", health.uri),
    ...option("health_port", health.port),
    ...option("health_interval", health.interval),
    ...option("health_timeout", health.timeout),
    ...option("health_passes", health.passes),
    ...option("health_fails", health.fails),
    ...option("health_status", health.status),
    ...option("health_body", health.body),
    ...option("health_method", health.method),
    ...option("health_request_body", health.requestBody),
    ...option("health_follow_redirects", health.followRedirects),
    ...(headers.length === 0 ? [] : [directive("health_headers", [], headers)]),
  ];
}

/** The subdirectives of passive checks. */
export function passiveDirectives(health: PassiveHealth = {}): Directive[] {
  return [
    ...option("fail_duration", health.failDuration),
    ...option("max_fails", health.maxFails),
    ...option("unhealthy_status", health.unhealthyStatus ?? []),
    ...option("unhealthy_latency", health.unhealthyLatency),
    ...option("unhealthy_request_count", health.unhealthyRequestCount),
  ];
}

/** The grammar of these directives. */
export const HEALTH: Readonly<Record<string, Grammar>> = {
  health_uri: takes(text),
  health_upstream: takes(text),
  health_port: takes(port),
  health_interval: takes(duration),
  health_timeout: takes(duration),
  health_passes: takes(integer(1)),
  health_fails: takes(integer(1)),
  health_status: takes(statusOrClass),
  health_body: takes(regexp),
  health_method: takes(verb),
  health_request_body: takes(text),
  health_follow_redirects: FLAG,
  health_headers: { others: { rest: text }, needsBlock: true },
  fail_duration: takes(duration),
  max_fails: takes(integer(1)),
  unhealthy_status: takesSome(statusOrClass),
  unhealthy_latency: takes(duration),
  unhealthy_request_count: takes(integer(1)),
};

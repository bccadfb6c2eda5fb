import { FLAG, takes, takesSome, text, type Words } from "../grammar/grammar";
import { regexp } from "../grammar/regexp";
import { duration, integer, port, statusOrClass, verb } from "../grammar/rules";
import type { Argument, Duration } from "../model/argument";
import { blockOption, type Directive, entries, optionsOf } from "../model/directive";
import type { StatusClass } from "../model/matcher";

/** Requests that the proxy sends to check an upstream. */
export interface ActiveHealth {
  /** The path and query to request. */
  readonly uri: Argument;
  /** Default: the upstream's. */
  readonly port?: number;
  /** Default: 30s. */
  readonly interval?: Duration;
  /** Default: 5s. */
  readonly timeout?: Duration;
  /** Consecutive successes that make an upstream healthy. Default: 1. */
  readonly passes?: number;
  /** Consecutive failures that make an upstream unhealthy. Default: 1. */
  readonly fails?: number;
  /** The healthy status. Default: any 2xx. */
  readonly status?: number | StatusClass;
  /** A regular expression (RE2) that the body must match. Default: any body. */
  readonly body?: string;
  /** Default: GET. */
  readonly method?: string;
  /** The body of the request. Default: none. */
  readonly requestBody?: Argument;
  /** Whether the proxy follows redirects. Default: false. */
  readonly followRedirects?: boolean;
  /** Headers of the request, and their values. */
  readonly headers?: Readonly<Record<string, Argument | readonly Argument[]>>;
}

/** Failing requests that make an upstream unhealthy. */
export interface PassiveHealth {
  /** How long a failure counts. Default: 0s, no passive checks. */
  readonly failDuration?: Duration;
  /** Failures in that time that make an upstream unhealthy. Default: 1. */
  readonly maxFails?: number;
  /** Status codes that count as failures. Default: none. */
  readonly unhealthyStatus?: readonly (number | StatusClass)[];
  /** A response that takes longer counts as a failure. Default: no limit. */
  readonly unhealthyLatency?: Duration;
  /** Concurrent requests that make an upstream unhealthy. Default: no limit. */
  readonly unhealthyRequestCount?: number;
}

/** The subdirectives of active and passive checks. */
export function healthDirectives(active?: ActiveHealth, passive: PassiveHealth = {}): Directive[] {
  const { headers, ...others } = active ?? {};
  return [
    ...optionsOf(others, "health_"),
    ...blockOption("health_headers", entries(headers)),
    ...optionsOf(passive),
  ];
}

export const HEALTH: Words = {
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

import { z } from "zod";
import {
  type Directive,
  type MatcherConditions,
  matcherName,
  type RedirectStatus,
  redir,
  respond,
  toMatcher,
} from "../../labels";
import {
  addressRange,
  fieldName,
  hosts,
  path,
  record,
  some,
  text,
  verb,
} from "../../labels/values";
import { flag, oneOf, port, strictObject, whole } from "../../schema/values";
import { RouteOption, type RouteOptions, routeOptionShape } from "./route-options";

/** Redirects the client. */
export interface Redirect {
  /** The URL or path, with placeholders such as `{uri}`. */
  to: string;
  /** The status: 301, 302, 303, 307 or 308. Default: 302. */
  status?: number;
}

/** A response of the proxy itself. */
export interface StaticResponse {
  /** The status. Default: 200. */
  status?: number;
  /** The text. Default: none. */
  body?: string;
}

/**
 * Handles some of a service's requests: those that meet all conditions. The first route that matches
 * takes the request. Its options replace the service's.
 */
export interface ServiceRoute extends RouteOptions {
  /** A path, `*` for any characters: `/api/*`; case-insensitive. */
  path?: string;
  /** HTTP methods, in capitals. */
  methods?: string[];
  /** Headers and their values, `*` for any characters. */
  headers?: Record<string, string>;
  /** Query parameters and their values, `*` alone for any. */
  query?: Record<string, string>;
  /** Addresses or CIDR ranges of clients. */
  clientAddresses?: string[];
  /** Some of the service's hosts. Default: all of them. */
  hosts?: string[];

  /** Whether to strip the fixed prefix of `path` from the request. Default: false. */
  stripPrefix?: boolean;
  /** The path and query sent to the service, such as `/v2{uri}`. Default: the client's. */
  rewrite?: string;
  /** Another port of the same container. Default: the service's. */
  port?: number;
  /** Redirects the client. Default: the service answers. */
  redirect?: Redirect;
  /** Answers in place of the service. Default: the service answers. */
  respond?: StaticResponse;
  /** Options of the service that this route excludes. Default: none. */
  without?: RouteOption[];
}

const CONDITIONS = ["path", "methods", "headers", "query", "clientAddresses", "hosts"] as const;

const shape = {
  path: path.optional(),
  methods: some(verb, '["POST"]').optional(),
  headers: record("a header", fieldName, '{ "X-Beta": "1" }').optional(),
  query: record("a parameter", z.string().regex(/^[^=\s]+$/), '{ debug: "1" }').optional(),
  clientAddresses: some(addressRange, '["10.0.0.0/8"]').optional(),
  hosts: hosts.optional(),
  stripPrefix: flag.optional(),
  rewrite: path.optional(),
  port: port.optional(),
  redirect: strictObject("a setting of a redirect", {
    to: text('must be an address or a path, such as "https://example.com{uri}"'),
    status: z
      .literal([301, 302, 303, 307, 308], { error: "must be 301, 302, 303, 307 or 308" })
      .optional(),
  }).optional(),
  respond: strictObject("a setting of a response", {
    status: whole(200, 599).optional(),
    body: text("must be a non-empty string").optional(),
  }).optional(),
  without: some(oneOf(RouteOption), '["cache"]').optional(),
  ...routeOptionShape,
};

/** @internal Checks {@link ServiceRoute}. */
export const routeSchema = strictObject("a setting of a route", shape).superRefine(
  (route, context) => {
    const report = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (CONDITIONS.every((each) => route[each] === undefined)) {
      report(
        "path",
        "is needed where the route has no other condition; what holds for all requests belongs to the service",
      );
    }
    if (route.stripPrefix && !/^\/[^*]+\*$/.test(route.path ?? "")) {
      report("path", 'must be a fixed beginning and "*" beside stripPrefix, such as "/api/*"');
    }
    if (route.redirect !== undefined && route.respond !== undefined) {
      report("respond", "must not stand beside redirect; drop one");
    }
    const answer = route.redirect === undefined ? "respond" : "redirect";
    if (route[answer] === undefined) return;
    for (const field of ["stripPrefix", "rewrite", "port"] as const) {
      if (route[field] === undefined) continue;
      report(
        field,
        `means nothing beside ${answer}, since no request reaches the service; drop it`,
      );
    }
  },
) satisfies z.ZodType<ServiceRoute>;

/** The conditions of a route. */
export function conditionsOf(route: ServiceRoute): MatcherConditions {
  const { path, methods, headers, query, clientAddresses, hosts } = route;
  return { path, method: methods, header: headers, query, clientIp: clientAddresses, host: hosts };
}

/**
 * The name of a route's own zone or log. It depends only on the route's conditions, so it stays when
 * other routes change.
 */
export function routeName(service: string, route: ServiceRoute): string {
  const { path = "" } = route;
  const others = CONDITIONS.some((each) => each !== "path" && route[each] !== undefined);
  const matcher = toMatcher(conditionsOf(route));
  if (!others || matcher === undefined) return service + path;
  return `${service}${path}#${matcherName(matcher, service).slice(2, 10)}`;
}

/** The directive of a route that the proxy answers itself; `undefined` for others. */
export function answerOf({ redirect, respond: answer }: ServiceRoute): Directive | undefined {
  if (redirect !== undefined) {
    return redir(redirect.to, (redirect.status ?? 302) as RedirectStatus);
  }
  if (answer === undefined) return undefined;
  const { status = 200, body } = answer;
  return body === undefined ? respond(status) : respond(body, { status });
}

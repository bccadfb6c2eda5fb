import type { z } from "zod";
import { type Directive, header, requestHeader } from "../../labels";
import { fieldName, record, some, text } from "../../labels/values";
import { flag, strictObject, whole } from "../../schema/values";

/** Changes to headers. */
export interface HeaderFields {
  /** Headers to set, in place of existing ones. */
  set?: Record<string, string>;
  /** Headers to add. */
  add?: Record<string, string>;
  /** Headers to delete. */
  remove?: string[];
}

/**
 * Security headers, with the values that OWASP's Secure Headers Project and MDN recommend; `{}` for
 * all defaults. A header that the service sends itself stays.
 */
export interface SecurityHeaders {
  /**
   * Seconds of `Strict-Transport-Security`, for which browsers use https only; 0 for no such header.
   * Never sent over plain http. Default: 31536000, a year.
   */
  hstsMaxAge?: number;
  /** Whether it includes subdomains. Default: false. */
  hstsIncludeSubDomains?: boolean;
  /**
   * The pages that may frame the service: `frame-ancestors` of `Content-Security-Policy`, and for old
   * browsers `X-Frame-Options` where it has such a value. Default: `'self'`.
   */
  frameAncestors?: string;
  /** The value of `Referrer-Policy`. Default: `strict-origin-when-cross-origin`. */
  referrerPolicy?: string;
  /** Whether to delete the header `Server`. Default: false. */
  removeServer?: boolean;
}

const fields = record("a header", fieldName, '{ "X-Robots-Tag": "noindex" }');

/** @internal Checks {@link HeaderFields}. */
export const headerFieldsSchema = strictObject("a change of headers", {
  set: fields.optional(),
  add: fields.optional(),
  remove: some(fieldName, '["X-Powered-By"]').optional(),
}) satisfies z.ZodType<HeaderFields>;

/** @internal Checks {@link SecurityHeaders}. */
export const securityHeadersSchema = strictObject("a setting of the security headers", {
  hstsMaxAge: whole(0).optional(),
  hstsIncludeSubDomains: flag.optional(),
  frameAncestors: text(`must be a source list, such as "'self' https://example.com"`).optional(),
  referrerPolicy: text('must be a policy, such as "no-referrer"').optional(),
  removeServer: flag.optional(),
}) satisfies z.ZodType<SecurityHeaders>;

/**
 * The directive that changes the headers of responses, if any. It runs when Caddy sends the response,
 * so that it replaces a header of the service instead of adding a second one.
 *
 * @param overTls whether the service is served by https.
 */
export function responseHeaderDirectives(
  changes: HeaderFields | undefined,
  security: SecurityHeaders | undefined,
  overTls: boolean,
): Directive[] {
  const setDefault = security === undefined ? undefined : securityFields(security, overTls);
  const remove = [...(changes?.remove ?? []), ...(security?.removeServer ? ["Server"] : [])];
  if (changes === undefined && setDefault === undefined) return [];
  const defer = changes?.set !== undefined || changes?.add !== undefined;
  return [header({ ...changes, remove: [...new Set(remove)].sort(), setDefault, defer })];
}

/** A name that no header has. */
export const NO_HEADER = "close";

/**
 * The change of a request that keeps these headers: on the way to a service Caddy drops each that the client
 * names in `Connection`, also those that Caddy itself has set.
 */
export function keptHeaders(
  names: readonly string[],
): Readonly<Record<string, readonly [find: string, put: string]>> | undefined {
  if (names.length === 0) return undefined;
  const escaped = names.map((name) => name.replace(/[.*+?^$|]/g, "\\$&"));
  return { Connection: [`(?i)${escaped.join("|")}`, NO_HEADER] };
}

/** The directives that change the headers of requests. */
export function requestHeaderDirectives(changes: HeaderFields | undefined): readonly Directive[] {
  return changes === undefined ? [] : requestHeader(changes);
}

const FRAME_OPTIONS: Readonly<Record<string, string>> = {
  "'self'": "SAMEORIGIN",
  "'none'": "DENY",
};

function securityFields(security: SecurityHeaders, overTls: boolean): Record<string, string> {
  const { hstsMaxAge = 31_536_000, hstsIncludeSubDomains = false } = security;
  const { frameAncestors = "'self'" } = security;
  const frameOptions = FRAME_OPTIONS[frameAncestors];
  const subdomains = hstsIncludeSubDomains ? "; includeSubDomains" : "";
  return {
    "Content-Security-Policy": `frame-ancestors ${frameAncestors}`,
    "Referrer-Policy": security.referrerPolicy ?? "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    ...(frameOptions === undefined ? {} : { "X-Frame-Options": frameOptions }),
    ...(overTls && hstsMaxAge > 0
      ? { "Strict-Transport-Security": `max-age=${hstsMaxAge}${subdomains}` }
      : {}),
  };
}

import type { z } from "zod";
import { type Directive, header, requestHeader } from "../../labels";
import { fieldName, record, some, text } from "../../labels/values";
import { flag, strictObject, whole } from "../../schema/values";

/** Changes to header fields. */
export interface HeaderFields {
  /** Fields and their values, in place of any there are. */
  set?: Record<string, string>;
  /** Fields and further values. */
  add?: Record<string, string>;
  /** Fields to delete. */
  remove?: string[];
}

/**
 * Fields that make browsers careful, with the values that OWASP's Secure Headers Project and MDN
 * recommend; `{}` for all defaults. What the service says itself stays.
 */
export interface SecurityHeaders {
  /**
   * Seconds for which browsers ask by https only, in `Strict-Transport-Security`; 0 for no such
   * field. Over plain http it is never sent. Default: 31536000, a year.
   */
  hstsMaxAge?: number;
  /** Whether that holds for all subdomains, too. Default: false. */
  hstsIncludeSubDomains?: boolean;
  /**
   * Who may show the service in a frame, as `frame-ancestors` of `Content-Security-Policy` takes it;
   * for old browsers `X-Frame-Options` says the same where it can. Default: `'self'`.
   */
  frameAncestors?: string;
  /** What `Referrer-Policy` says. Default: `strict-origin-when-cross-origin`. */
  referrerPolicy?: string;
  /** Whether the field `Server` goes. Default: false. */
  removeServer?: boolean;
}

const fields = record("a header field", fieldName, '{ "X-Robots-Tag": "noindex" }');

/** @internal Checks {@link HeaderFields}. */
export const headerFieldsSchema = strictObject("a change of header fields", {
  set: fields.optional(),
  add: fields.optional(),
  remove: some(fieldName, '["X-Powered-By"]').optional(),
}) satisfies z.ZodType<HeaderFields>;

/** @internal Checks {@link SecurityHeaders}. */
export const securityHeadersSchema = strictObject("a setting of the security headers", {
  hstsMaxAge: whole(0).optional(),
  hstsIncludeSubDomains: flag.optional(),
  frameAncestors: text(
    `must be a list of sources, such as "'self' https://example.com"`,
  ).optional(),
  referrerPolicy: text('must be a policy, such as "no-referrer"').optional(),
  removeServer: flag.optional(),
}) satisfies z.ZodType<SecurityHeaders>;

/**
 * The directive that changes fields of answers, where there is something to change. It works when
 * the answer is sent, since what the service says would otherwise stand beside it.
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

/** The directives that change fields of requests. */
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

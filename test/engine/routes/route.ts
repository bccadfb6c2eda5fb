import { type MatcherInput, respond, type Site, site } from "../../../components/labels";

/** A request to the site. Default: GET of "/". */
export interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default: the site's own host. */
  readonly host?: string;
  /** Plain HTTP instead of HTTPS. */
  readonly plain?: boolean;
  /** The newest version of TLS that the client speaks. */
  readonly maxVersion?: "TLSv1.2" | "TLSv1.3";
}

/** The expected answer. */
export interface Seen {
  readonly status?: number;
  /** A string or regular expression for the value of each header, `undefined` for a missing header. */
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
  /** Text that the body contains. */
  readonly body?: string | RegExp;
  /** Text that the body does not contain. */
  readonly lacks?: string | RegExp;
  /** The connection's error, if the proxy does not answer. */
  readonly fails?: RegExp;
}

/** A site of a service, and requests to it in order, with their expected answers. */
export interface Route {
  /** A sentence about the behaviour. */
  readonly title: string;
  readonly site: Site;
  readonly visits: readonly (readonly [Sent, Seen])[];
}

export function observe(
  title: string,
  site: Site,
  ...visits: readonly (readonly [Sent, Seen])[]
): Route {
  return { title, site, visits };
}

/** A site that reports whether a request matches. */
export function tell(name: string, matcher: MatcherInput, matching: Sent, other: Sent): Route {
  return observe(
    `the matcher ${name} distinguishes requests`,
    site(`by-${name.replaceAll("_", "-")}.localhost`)
      .handle(matcher, respond("matches"))
      .handle(respond("does not")),
    [matching, { status: 200, body: /^matches$/ }],
    [other, { status: 200, body: /^does not$/ }],
  );
}

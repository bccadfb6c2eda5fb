import { type MatcherInput, respond, type Site, site } from "../../../components/labels";

/** A request to the site; what is left out is a GET of "/". */
export interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** In place of the site's own host. */
  readonly host?: string;
  /** Plain http instead of https. */
  readonly plain?: boolean;
  /** The newest version of TLS that the client speaks. */
  readonly maxVersion?: "TLSv1.2" | "TLSv1.3";
}

/** What the answer must show. */
export interface Seen {
  readonly status?: number;
  /** A text or expression for the value of each field, `undefined` for a field that is not there. */
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
  /** What the body holds. */
  readonly body?: string | RegExp;
  /** What the body does not hold. */
  readonly lacks?: string | RegExp;
  /** How the connection fails, where there is no answer. */
  readonly fails?: RegExp;
}

/** A site as a service declares it, and what comes of requests to it, one after the other. */
export interface Route {
  /** A sentence about what is observed. */
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

/** A site that says which of two kinds a request is. */
export function tell(name: string, matcher: MatcherInput, matching: Sent, other: Sent): Route {
  return observe(
    `the matcher ${name} tells requests apart`,
    site(`by-${name.replaceAll("_", "-")}.localhost`)
      .handle(matcher, respond("matches"))
      .handle(respond("does not")),
    [matching, { status: 200, body: /^matches$/ }],
    [other, { status: 200, body: /^does not$/ }],
  );
}

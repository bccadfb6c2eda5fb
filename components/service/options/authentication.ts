import type { z } from "zod";
import {
  basicAuth,
  copyResponse,
  type Directive,
  forwardAuth,
  redir,
  requestHeader,
  when,
} from "../../labels";
import { fieldName, path, some, text } from "../../labels/values";
import { strictObject, whole } from "../../schema/values";
import type { Backend, Credential } from "./backend";
import { keptHeaders, NO_HEADER } from "./headers";

/** HTTP basic authentication. The component generates the passwords. */
export interface BasicAuth {
  /** The user names; each gets a password of its own. */
  users: string[];
  /** The realm, which the browser shows. Default: `restricted`. */
  realm?: string;
  /** Increase it to give every user a new password. Default: 0. */
  rotation?: number;
}

/**
 * Another service that authenticates each request, and answers those that it rejects: Caddy's
 * `forward_auth`. docs/single-sign-on.md has it for oauth2-proxy, Authelia, authentik and tinyauth.
 */
export interface ForwardAuth {
  /** Its address, `host:port` on the proxy network: `upstream` of a `ProxiedService`. */
  to: string;
  /** Path and query of the request to it, such as `/api/verify`. */
  uri: string;
  /**
   * Headers of its response that the proxy copies to the request. Clients can't send them: the proxy
   * removes them on every route of the service, also where `without` leaves the authentication out. Only
   * `Authorization` and `Cookie` stay there, which the service checks itself. Default: none.
   */
  copyHeaders?: string[];
  /**
   * Where Caddy redirects browsers when the auth service answers 401: a path of `paths` or a URL, with
   * placeholders. Other clients get the 401. Default: nowhere, since most auth services redirect
   * themselves.
   */
  loginAt?: string;
  /**
   * Paths on the hosts of the service that the auth service answers, such as `/oauth2/*`; before any
   * route, and without this authentication. Default: none.
   */
  paths?: string[];
}

const COPIED =
  'must be the whole name of a header, such as "Remote-User": Caddy copies none by a pattern';
const LOGIN = 'must be a path or a URL, such as "/oauth2/sign_in?rd={%uri}"';
const PATHS = 'must leave paths for the service, such as "/oauth2/*"';
const NAME = 'must be a name of letters, digits and "_.@+-", a letter or digit first';

/** @internal Checks {@link BasicAuth}. */
export const basicAuthSchema = strictObject("a setting of basic auth", {
  users: some(text(NAME).regex(/^[A-Za-z0-9][\w.@+-]*$/, { error: NAME }), '["ops"]').refine(
    (names) => new Set(names).size === names.length,
    { error: "must name each user once" },
  ),
  realm: text('must be a string, such as "staff only"').optional(),
  rotation: whole(0).optional(),
}) satisfies z.ZodType<BasicAuth>;

/** @internal Checks {@link ForwardAuth}. */
export const forwardAuthSchema = strictObject("a setting of forward auth", {
  to: text('must be host and port, such as "auth:9091"').regex(/^[\w.-]+:\d{1,5}$/, {
    error: 'must be host and port, such as "auth:9091"',
  }),
  uri: path,
  copyHeaders: some(
    fieldName.refine((name) => !name.includes("*"), { error: COPIED }),
    '["Remote-User"]',
  ).optional(),
  loginAt: text(LOGIN)
    .regex(/^(\/(?!\/)|https?:\/\/)\S*$/, { error: LOGIN })
    .optional(),
  paths: some(
    path.refine((each) => !/^\/\**$/.test(each), { error: PATHS }),
    '["/oauth2/*"]',
  ).optional(),
}) satisfies z.ZodType<ForwardAuth>;

/** The credentials of basic authentication, one per user. */
export function credentials({ users, rotation = 0 }: BasicAuth): Credential[] {
  return users.map((user) => ({ user, rotation }));
}

/** The directive of basic auth. */
export function basicAuthDirective(auth: BasicAuth, backend: Backend): Directive {
  const rows = credentials(auth).map((each) => [each.user, backend.hashOf(each)] as const);
  return basicAuth(Object.fromEntries(rows), auth.realm);
}

/** The directive of forward auth. */
export function forwardAuthDirective({ to, uri, copyHeaders, loginAt }: ForwardAuth): Directive {
  if (loginAt === undefined) return forwardAuth({ to, uri, copyHeaders });
  const browser = { header: { Accept: "*text/html*" } };
  // Without an answer for every client, Caddy would send the request to the service.
  const directives = [when(browser, redir(loginAt)), copyResponse()];
  return forwardAuth({
    ...{ to, uri, copyHeaders },
    handleResponse: [{ match: { status: 401 }, directives }],
  });
}

/** Headers that a service checks itself: without its auth service, clients keep sending them. */
const CREDENTIALS: readonly string[] = ["authorization", "cookie"];

/**
 * The directives that keep clients from sending headers that a service takes for those of its auth
 * service. Those that a route copies, Caddy replaces itself.
 *
 * @param all the auth services of the service and its routes.
 * @param own the one of the route.
 * @param spellings patterns of names that the service takes for the same headers.
 */
export function forgeryDirectives(
  all: readonly ForwardAuth[],
  own: ForwardAuth | undefined,
  spellings: readonly string[],
): readonly Directive[] {
  const copied = own?.copyHeaders ?? [];
  const kept = new Set([...CREDENTIALS, ...copied.map((name) => name.toLowerCase())]);
  const named = all.flatMap(({ copyHeaders = [] }) => copyHeaders);
  const trusted = new Map(named.map((name) => [name.toLowerCase(), name]));
  const others = [...trusted].flatMap(([key, name]) => (kept.has(key) ? [] : [name])).sort();
  const remove = trusted.size === 0 ? [] : [...others, ...spellings];
  return requestHeader({ replace: keptHeaders(copied), remove });
}

/** Whether a directive is the one that {@link forgeryDirectives} adds beside the auth service. */
export function keepsCopiedHeaders({ name, args: [field, find, put] }: Directive): boolean {
  const isPattern = typeof find === "string" && find.startsWith("(?i)");
  return name === "request_header" && field === "Connection" && isPattern && put === NO_HEADER;
}

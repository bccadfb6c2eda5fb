import type { z } from "zod";
import { basicAuth, type Directive, forwardAuth } from "../../labels";
import { fieldName, path, some, text } from "../../labels/values";
import { strictObject, whole } from "../../schema/values";
import type { Backend, Credential } from "./backend";

/** HTTP basic authentication. The component generates the passwords. */
export interface BasicAuth {
  /** The user names; each gets a password of its own. */
  users: string[];
  /** The realm, which the browser shows. Default: `restricted`. */
  realm?: string;
  /** Increase it to give every user a new password. Default: 0. */
  rotation?: number;
}

/** Another service that authenticates each request, and answers those that it rejects. */
export interface ForwardAuth {
  /** Its address, `host:port` on the proxy network. */
  to: string;
  /** Path and query of the request to it, such as `/api/verify`. */
  uri: string;
  /** Headers of its response that the proxy copies to the request. Default: none. */
  copyHeaders?: string[];
}

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
  copyHeaders: some(fieldName, '["Remote-User"]').optional(),
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
export function forwardAuthDirective({ to, uri, copyHeaders }: ForwardAuth): Directive {
  return forwardAuth({ to, uri, copyHeaders });
}

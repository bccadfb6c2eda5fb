import type { Grammar } from "../grammar/grammar";
import { oneOf, text } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive } from "../model/directive";

const LOADED = /^\{(env|file)\.[^{}\s]+\}$/;
const BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/**
 * Asks for a name and a password: `basicAuth({ bob: "$2a$14$…" })`.
 *
 * @param users names and the bcrypt hashes of their passwords, as `caddy hash-password` prints them,
 *   or a placeholder that Caddy reads when it loads its configuration: `{file./run/secrets/bob}`.
 * @param realm what the browser shows. Default: `restricted`.
 */
export function basicAuth(users: Readonly<Record<string, Argument>>, realm?: string): Directive {
  const rows = Object.keys(users)
    .sort()
    .map((name) => directive(name, [users[name] ?? ""]));
  return directive("basic_auth", realm === undefined ? [] : ["bcrypt", realm], rows);
}

/** The grammar of these directives. */
export const BASIC_AUTH: Readonly<Record<string, Grammar>> = {
  basic_auth: {
    matcher: "any",
    optional: [oneOf("bcrypt"), text],
    needsBlock: true,
    others: {
      args: [
        (value) =>
          BCRYPT.test(value) || LOADED.test(value)
            ? undefined
            : "must be a bcrypt hash, got another string. Write what caddy hash-password prints.",
      ],
    },
  },
};

import type { Grammar, Words } from "../grammar/grammar";
import type { Directive } from "../model/directive";
import { ACME_SERVER } from "./acme-server";
import { AUTHENTICATION } from "./authentication";
import { CACHE } from "./cache";
import { ENCODE } from "./encode";
import { FILES } from "./files";
import { HANDLE } from "./handle";
import { HEADERS } from "./headers";
import { IMPORT } from "./import";
import { LOG } from "./log-grammar";
import { OBSERVE } from "./observe";
import { PHP_FASTCGI } from "./php-fastcgi";
import { RATE_LIMIT } from "./rate-limit";
import { RESPOND } from "./respond";
import { REVERSE_PROXY } from "./reverse-proxy-grammar";
import { REWRITE } from "./rewrite";
import { TLS } from "./tls-grammar";
import { VALUES } from "./values";

/** The grammars of all known directives. */
export const DIRECTIVES: Words = {
  ...ACME_SERVER,
  ...AUTHENTICATION,
  ...CACHE,
  ...ENCODE,
  ...FILES,
  ...HANDLE,
  ...HEADERS,
  ...IMPORT,
  ...LOG,
  ...OBSERVE,
  ...PHP_FASTCGI,
  ...RATE_LIMIT,
  ...RESPOND,
  ...REVERSE_PROXY,
  ...REWRITE,
  ...TLS,
  ...VALUES,
};

/** The grammar of directives in a site, a `handle`, a snippet, …. */
export const ROUTES: Grammar = { routes: true, block: DIRECTIVES };

/** The grammar of a word's block: directives, or its own subdirectives. */
export function bodyOf(grammar: Grammar, word: Directive): Grammar {
  return grammar.routes === true ? ROUTES : (grammar.inside?.(word) ?? grammar);
}

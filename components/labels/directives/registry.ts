import type { Grammar } from "../grammar/grammar";
import type { Directive } from "../model/directive";
import { BASIC_AUTH } from "./basic-auth";
import { BIND } from "./bind";
import { CACHE } from "./cache";
import { ENCODE } from "./encode";
import { FILES } from "./files";
import { FORWARD_AUTH } from "./forward-auth";
import { HANDLE } from "./handle";
import { HEADERS } from "./headers";
import { IMPORT } from "./import";
import { LOG } from "./log-grammar";
import { OBSERVE } from "./observe";
import { RATE_LIMIT } from "./rate-limit";
import { RESPOND } from "./respond";
import { REVERSE_PROXY } from "./reverse-proxy-grammar";
import { REWRITE } from "./rewrite";
import { TLS } from "./tls-grammar";
import { VALUES } from "./values";

/** Every directive that is known, by its name. A new one is a file of its own and a line here. */
export const DIRECTIVES: Readonly<Record<string, Grammar>> = {
  ...BASIC_AUTH,
  ...BIND,
  ...CACHE,
  ...ENCODE,
  ...FILES,
  ...FORWARD_AUTH,
  ...HANDLE,
  ...HEADERS,
  ...IMPORT,
  ...LOG,
  ...OBSERVE,
  ...RATE_LIMIT,
  ...RESPOND,
  ...REVERSE_PROXY,
  ...REWRITE,
  ...TLS,
  ...VALUES,
};

/** The grammar of a directive in a site, a `handle`, a snippet, …. */
export const ROUTES: Grammar = { routes: true, block: DIRECTIVES };

/** The grammar of the words inside a word: a body of directives, or its own subdirectives. */
export function bodyOf(grammar: Grammar, word: Directive): Grammar {
  return grammar.routes === true ? ROUTES : (grammar.inside?.(word) ?? grammar);
}

import { type Grammar, takesSome } from "../grammar/grammar";
import { oneOf, text } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, option } from "../model/directive";

/** The protocols on the addresses that a site is bound to. */
export interface BindOptions {
  /** Default: h1, h2 and h3. */
  readonly protocols?: readonly ("h1" | "h2" | "h2c" | "h3")[];
}

/** Binds a site to these addresses of the proxy's container. */
export function bind(
  addresses: readonly [Argument, ...Argument[]],
  options: BindOptions = {},
): Directive {
  return directive("bind", addresses, option("protocols", options.protocols ?? []));
}

/** The grammar of these directives. */
export const BIND: Readonly<Record<string, Grammar>> = {
  bind: { ...takesSome(text), block: { protocols: takesSome(oneOf("h1", "h2", "h2c", "h3")) } },
};

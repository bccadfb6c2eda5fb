import type { Argument } from "../model/argument";
import { ANYTHING, type Grammar } from "./grammar";
import { text } from "./rules";

/** The grammar of a module's block, by the module's name; `undefined` for an unknown module. */
export type Inside = (name: string) => Grammar | undefined;

/**
 * A word of which an argument names a module: `storage file_system`.
 *
 * @param namespace what Caddy puts before the name.
 * @param inside what the block after it is.
 * @param at which argument it is. Default: the first.
 */
export function namesModule(namespace: string, inside?: Inside, at = 0): Grammar {
  return {
    args: Array.from({ length: at + 1 }, () => text),
    rest: text,
    open: true,
    module: ({ args }) => moduleIds(namespace, args.slice(at, at + 1)),
    inside: ({ args }) => blockOf(args[at], inside),
  };
}

/** A word that is the name of a module itself: `tls` in `listener_wrappers`. */
export function isModule(namespace: string, inside?: Inside): Grammar {
  return {
    rest: text,
    open: true,
    module: ({ name }) => moduleIds(namespace, [name]),
    inside: ({ name }) => blockOf(name, inside),
  };
}

/** A word each of whose arguments names a module: `precompressed br gzip`. */
export function namesModules(namespace: string): Grammar {
  return { rest: text, module: ({ args }) => moduleIds(namespace, args) };
}

/** The modules that arguments name, as far as a program can know them. */
export function moduleIds(namespace: string, names: readonly (Argument | undefined)[]): string[] {
  return names.flatMap((name) => (typeof name === "string" ? [`${namespace}.${name}`] : []));
}

function blockOf(name: Argument | undefined, inside: Inside = () => undefined): Grammar {
  return (typeof name === "string" ? inside(name) : undefined) ?? ANYTHING;
}

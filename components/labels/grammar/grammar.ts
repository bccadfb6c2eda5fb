import type { Argument } from "../model/argument";
import type { Directive } from "../model/directive";

/** Checks one argument; returns what is wrong and the fix, or `undefined`. */
export type Rule = (value: string) => string | undefined;

/** Any text. */
export const text: Rule = () => undefined;

/** What a directive, a subdirective or a global option takes: its matcher, arguments and block. */
export interface Grammar {
  /** The matcher that it can have. Default: none. */
  readonly matcher?: "any" | "path" | "response";
  /** Caddy takes a single argument for no matcher, however it begins. */
  readonly alone?: true;
  /** Required arguments. */
  readonly args?: readonly Rule[];
  /** Optional arguments after those. */
  readonly optional?: readonly Rule[];
  /** Any further arguments. Default: none. */
  readonly rest?: Rule;
  /** The least number of arguments. Default: the length of `args`. */
  readonly min?: number;
  /** The known words of its block. */
  readonly block?: Words;
  /** Any other word of its block, such as the rows of a map. */
  readonly others?: Grammar;
  /** The block holds directives, like a site's block. */
  readonly routes?: true;
  /** It does nothing without a block. */
  readonly needsBlock?: true;
  /** The block may hold any other words, which are not checked. */
  readonly open?: true;
  /** It answers the request, so Caddy runs nothing after it. */
  readonly terminal?: true;
  /** The grammar of its block, where an argument decides it. Default: the fields here. */
  readonly inside?: (word: Directive) => Grammar;
  /** The Caddy modules that it needs, where an argument decides or the module is not standard. */
  readonly module?: (word: Directive) => string | readonly string[] | undefined;
  /** The directives that its arguments name. */
  readonly directives?: (word: Directive) => readonly string[];
  /** Examples of images with that module: the end of "Take an image that has it". */
  readonly having?: string;
  /** Checks the directive as a whole; returns what is wrong, or `undefined`. */
  readonly check?: (word: Directive) => string | undefined;
}

/** The grammars of words, by their names. */
export type Words = Readonly<Record<string, Grammar>>;

/** A word with exactly these arguments. */
export function takes(...args: readonly Rule[]): Grammar {
  return { args };
}

/** A word with at least one argument, all of one kind. */
export function takesSome(rule: Rule): Grammar {
  return { rest: rule, min: 1 };
}

/** A word without arguments. */
export const FLAG: Grammar = {};

/** A word whose arguments and block are not checked. */
export const ANYTHING: Grammar = { rest: text, open: true };

/** The Caddy modules that a word needs. */
export function modulesOf(word: Directive, { module }: Grammar): readonly string[] {
  const needed = module?.(word) ?? [];
  return typeof needed === "string" ? [needed] : needed;
}

/** Whether a block has a known word of this name. */
export function hasWord({ block }: Grammar, name: string): boolean {
  return block !== undefined && Object.hasOwn(block, name);
}

/** Whether a block may hold any words, of which none is known. */
export function isUnknown({ open, block, others, inside }: Grammar): boolean {
  return open === true && block === undefined && others === undefined && inside === undefined;
}

/** The most arguments that a word takes. */
export function mostArguments({ args = [], optional = [], rest }: Grammar): number {
  return rest === undefined ? args.length + optional.length : Number.POSITIVE_INFINITY;
}

/** The grammar of a name inside a block; `undefined` if the block has no such name. */
export function wordIn(parent: Grammar, name: string): Grammar | undefined {
  if (hasWord(parent, name)) return parent.block?.[name];
  return parent.others ?? (parent.open ? ANYTHING : undefined);
}

/** The grammar of a module's block, by the module's name; `undefined` for an unknown module. */
type Inside = (name: string) => Grammar | undefined;

/**
 * A word with an argument that names a module: `storage file_system`.
 *
 * @param namespace the part of the module's ID before the name.
 * @param inside the grammar of its block.
 * @param at the index of the argument.
 */
export function namesModule(namespace: string, inside?: Inside, at = 0): Grammar {
  return {
    ...ANYTHING,
    args: Array.from({ length: at + 1 }, () => text),
    module: ({ args }) => moduleIds(namespace, args.slice(at, at + 1)),
    inside: ({ args }) => blockOf(args[at], inside),
  };
}

/** A word that is the name of a module itself: `tls` in `listener_wrappers`. */
export function isModule(namespace: string, inside?: Inside): Grammar {
  return {
    ...ANYTHING,
    module: ({ name }) => moduleIds(namespace, [name]),
    inside: ({ name }) => blockOf(name, inside),
  };
}

/** A word whose arguments all name modules: `precompressed br gzip`. */
export function namesModules(namespace: string): Grammar {
  return { rest: text, module: ({ args }) => moduleIds(namespace, args) };
}

/** The IDs of the modules that arguments name; arguments with variables are left out. */
export function moduleIds(namespace: string, names: readonly (Argument | undefined)[]): string[] {
  return names.flatMap((name) => (typeof name === "string" ? [`${namespace}.${name}`] : []));
}

function blockOf(name: Argument | undefined, inside: Inside = () => undefined): Grammar {
  return (typeof name === "string" ? inside(name) : undefined) ?? ANYTHING;
}

import type { Directive } from "../model/directive";

/** Says what is wrong with one argument, its fix included; `undefined` when nothing is. */
export type Rule = (value: string) => string | undefined;

/** What a word of the Caddyfile takes: its matcher, its arguments, and the words of its block. */
export interface Grammar {
  /** Which matcher may stand before the arguments. Default: none. */
  readonly matcher?: "any" | "path" | "response";
  /** Arguments it must have. */
  readonly args?: readonly Rule[];
  /** Arguments it may have after those. */
  readonly optional?: readonly Rule[];
  /** What any further argument must be. Default: there is none. */
  readonly rest?: Rule;
  /** The least number of arguments, where `args` does not give it. */
  readonly min?: number;
  /** The words its block knows. */
  readonly block?: Readonly<Record<string, Grammar>>;
  /** What any other word of its block is, such as the rows of a map. */
  readonly others?: Grammar;
  /** The block holds directives, as that of a site does. */
  readonly routes?: true;
  /** It does nothing without a block. */
  readonly needsBlock?: true;
  /** The block is unknown; whatever it holds is passed on. */
  readonly open?: true;
  /** It answers the request, so that nothing after it runs. */
  readonly terminal?: true;
  /** The kind of its block, where an argument decides it. Default: from the fields here. */
  readonly inside?: (word: Directive) => Grammar;
  /** The Caddy modules that it needs, where a word decides or they are not standard ones. */
  readonly module?: (word: Directive) => string | readonly string[] | undefined;
  /** The directives that it names. */
  readonly directives?: (word: Directive) => readonly string[];
  /** Which images have that module, as a message goes on after "an image that has it". */
  readonly having?: string;
  /** Checks the directive as a whole; returns its mistakes. */
  readonly check?: (word: Directive) => string | undefined;
}

/** A word with exactly these arguments. */
export function takes(...args: readonly Rule[]): Grammar {
  return { args };
}

/** A word with one argument or more, all alike. */
export function takesSome(rule: Rule): Grammar {
  return { rest: rule, min: 1 };
}

/** A word that stands alone. */
export const FLAG: Grammar = {};

/** A word whose arguments and block are passed on as they are. */
export const ANYTHING: Grammar = { rest: () => undefined, open: true };

/** The Caddy modules that a word needs. */
export function modulesOf(word: Directive, { module }: Grammar): readonly string[] {
  const needed = module?.(word) ?? [];
  return typeof needed === "string" ? [needed] : needed;
}

/** The grammar of a name inside a block; `undefined` when the block has no such name. */
export function wordIn(parent: Grammar, name: string): Grammar | undefined {
  const own = parent.block !== undefined && Object.hasOwn(parent.block, name);
  if (own) return parent.block?.[name];
  return parent.others ?? (parent.open ? ANYTHING : undefined);
}

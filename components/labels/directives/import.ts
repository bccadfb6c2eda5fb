import { text, type Words } from "../grammar/grammar";
import type { Argument } from "../model/argument";
import { byName, type Directive, directive } from "../model/directive";
import { argumentsNeeded } from "../model/import-argument";
import type { NamedRoute, Snippet } from "../model/routing";

/**
 * Declares a snippet. `{args[0]}` in it stands for the first argument of an import. Caddy checks a
 * snippet only where it is imported.
 */
export function snippet(name: string, ...directives: readonly Directive[]): Snippet {
  return { name, directives: byName(directives) };
}

/** Imports a snippet's directives, with arguments for its `{args[n]}`. */
export function importSnippet(snippet: Snippet, ...args: readonly Argument[]): Directive {
  return directive("import", [snippet.name, ...args]);
}

/** Declares a named route, which {@link invoke} runs. */
export function namedRoute(name: string, ...directives: readonly Directive[]): NamedRoute {
  return { name, directives: byName(directives) };
}

/** Runs a named route. */
export function invoke(route: NamedRoute): Directive {
  return directive("invoke", [route.name]);
}

/** The number of arguments that a snippet needs. */
export function arity({ directives }: Snippet): number {
  return Math.max(0, ...directives.map(needed));
}

function needed({ name, matcher, args, block }: Directive): number {
  const tokens = [name, ...args, ...stringsIn(matcher)];
  const own = tokens.map((each) => (typeof each === "string" ? argumentsNeeded(each) : 0));
  return Math.max(0, ...own, ...block.map(needed));
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

export const IMPORT: Words = {
  import: { args: [text], rest: text, open: true },
  invoke: { matcher: "any", args: [text] },
};

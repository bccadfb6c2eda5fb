import type { Grammar } from "../grammar/grammar";
import { text } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { byName, type Directive, directive } from "../model/directive";
import type { NamedRoute, Snippet } from "../model/routing";

/**
 * Declares a snippet. `{args[0]}` in its texts is the first argument of each import.
 * Caddy checks its body only where it is imported.
 */
export function snippet(name: string, ...directives: readonly Directive[]): Snippet {
  return { name, directives: byName(directives) };
}

/** Puts a snippet's directives here, with arguments for its `{args[n]}`. */
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

/** How many arguments a snippet's directives name: one more than the highest `{args[n]}`. */
export function arity({ directives }: Snippet): number {
  const numbers = [...JSON.stringify(directives).matchAll(/\{args\[(\d+)\]\}/g)];
  return Math.max(0, ...numbers.map(([, index]) => Number(index) + 1));
}

/** The grammar of these directives. */
export const IMPORT: Readonly<Record<string, Grammar>> = {
  import: { args: [text], rest: text },
  invoke: { matcher: "any", args: [text] },
};

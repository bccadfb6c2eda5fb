import { arity } from "../directives/import";
import type { Directive } from "../model/directive";
import { routeWords } from "../render/words";
import { checkImported } from "./modules";
import { type Context, type Place, placeOf } from "./place";

/**
 * Reports snippets and named routes without a declaration, wrong numbers of arguments, and a second
 * import of matchers.
 *
 * @param around the snippets that the outer blocks import.
 */
export function checkImports(
  directives: readonly Directive[],
  place: Place,
  context: Context,
  around: readonly string[] = [],
): void {
  const imported = [...around];
  for (const [at, word] of directives.entries()) {
    const here = placeOf(directives, at, place);
    if (word.name === "import") {
      checkImport(word, here, context);
      checkMatchersOnce(word, here, context, imported);
      imported.push(String(word.args[0]));
    }
    if (word.name === "invoke") checkInvoke(word, here, context);
  }
  for (const [at, { block }] of directives.entries()) {
    if (block.length > 0) checkImports(block, placeOf(directives, at, place), context, imported);
  }
}

function checkMatchersOnce(
  { args: [name] }: Directive,
  place: Place,
  context: Context,
  imported: readonly string[],
): void {
  const snippet = typeof name === "string" ? context.declarations.snippet(name) : undefined;
  if (snippet === undefined || !imported.includes(snippet.name)) return;
  if (!routeWords(snippet.directives).some((word) => word.name.startsWith("@"))) return;
  context.report(
    place,
    `imports the snippet "${snippet.name}" again, and Caddy refuses a second definition of its ` +
      "matchers. Put each import into a handle or route of its own.",
  );
}

function checkImport({ args: [name, ...args] }: Directive, place: Place, context: Context): void {
  if (typeof name !== "string") return;
  const snippet = context.declarations.snippet(name);
  if (snippet === undefined) {
    context.report(place, `names the snippet "${name}", which is not declared.`);
    return;
  }
  checkImported(snippet, { args, within: [] }, place, context);
  const wanted = arity(snippet);
  if (args.length !== wanted) {
    context.report(
      place,
      `must have ${wanted} of the arguments that the snippet "${name}" names, got ${args.length}.`,
    );
  }
  if (args.some((each) => typeof each !== "string" && "template" in each)) {
    context.report(
      place,
      "must not have a template as its argument: the plugin would not merge replicas.",
    );
  }
}

function checkInvoke({ args: [name] }: Directive, place: Place, context: Context): void {
  if (typeof name !== "string" || context.declarations.hasRoute(name)) return;
  context.report(place, `names the route "${name}", which is not declared.`);
}

import { arity } from "../directives/import";
import type { Directive } from "../model/directive";
import type { Snippet } from "../model/routing";
import { routeWords } from "../render/words";
import { checkImported } from "./modules";
import { type Context, placed } from "./place";

/**
 * Reports snippets and named routes without a declaration, wrong numbers of arguments, and a second
 * import of matchers.
 *
 * @param around the snippets that the outer blocks import.
 */
export function checkImports(
  directives: readonly Directive[],
  place: string,
  context: Context,
  around: readonly string[] = [],
): void {
  const words = placed(directives, place);
  const imported = [...around];
  for (const { word, here } of words) {
    if (word.name === "import") {
      checkImport(word, here, context);
      checkMatchersOnce(word, here, context, imported);
      imported.push(String(word.args[0]));
    }
    if (word.name === "invoke") checkInvoke(word, here, context);
  }
  for (const { word, here } of words) checkImports(word.block, here, context, imported);
}

function checkMatchersOnce(
  { args: [name] }: Directive,
  place: string,
  context: Context,
  imported: readonly string[],
): void {
  const snippet = snippetsOf(context).find((each) => each.name === name);
  if (snippet === undefined || !imported.includes(snippet.name)) return;
  if (!routeWords(snippet.directives).some((word) => word.name.startsWith("@"))) return;
  context.report(
    place,
    `imports the snippet "${snippet.name}" again, and Caddy refuses a second definition of its ` +
      "matchers. Put each import into a handle or route of its own.",
  );
}

function checkImport({ args: [name, ...args] }: Directive, place: string, context: Context): void {
  if (typeof name !== "string") return;
  const snippet = snippetsOf(context).find((each) => each.name === name);
  if (snippet === undefined) {
    context.report(place, `names the snippet "${name}", which is not declared.`);
    return;
  }
  checkImported(snippet, { args, snippets: snippetsOf(context) }, place, context);
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

function checkInvoke({ args: [name] }: Directive, place: string, context: Context): void {
  const { routing, surroundings } = context;
  const routes = [...(routing.routes ?? []), ...(surroundings.routes ?? [])];
  if (typeof name !== "string" || routes.some((each) => each.name === name)) return;
  context.report(place, `names the route "${name}", which is not declared.`);
}

function snippetsOf({ routing, surroundings }: Context): readonly Snippet[] {
  return [...(routing.snippets ?? []), ...(surroundings.snippets ?? [])];
}

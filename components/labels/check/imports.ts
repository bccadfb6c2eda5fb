import { arity } from "../directives/import";
import type { Directive } from "../model/directive";
import type { NamedRoute, Snippet } from "../model/routing";
import { type Context, placesOf, within } from "./place";

/** Reports imports and invocations of what nobody declares, and wrong numbers of arguments. */
export function checkImports(
  directives: readonly Directive[],
  place: string,
  context: Context,
): void {
  const places = placesOf(directives.map(({ name }) => name));
  directives.forEach((word, index) => {
    const here = within(place, places[index] ?? word.name);
    if (word.name === "import") checkImport(word, here, context);
    if (word.name === "invoke") checkInvoke(word, here, context);
    checkImports(word.block, here, context);
  });
}

function checkImport({ args: [name, ...args] }: Directive, place: string, context: Context): void {
  if (typeof name !== "string") return;
  const snippet = snippetsOf(context).find((each) => each.name === name);
  if (snippet === undefined) {
    context.report(place, `names the snippet "${name}", which nobody declares.`);
    return;
  }
  const wanted = arity(snippet);
  if (args.length !== wanted) {
    context.report(
      place,
      `must have ${wanted} of the arguments that the snippet "${name}" names, got ${args.length}.`,
    );
  }
  const filledIn = args.some((each) => typeof each !== "string" && "template" in each);
  if (filledIn) {
    context.report(
      place,
      "must not have a template as its argument: replicas would not be merged.",
    );
  }
}

function checkInvoke({ args: [name] }: Directive, place: string, context: Context): void {
  const routes: readonly NamedRoute[] = [
    ...(context.routing.routes ?? []),
    ...(context.surroundings.routes ?? []),
  ];
  if (typeof name !== "string" || routes.some((each) => each.name === name)) return;
  context.report(place, `names the route "${name}", which nobody declares.`);
}

function snippetsOf({ routing, surroundings }: Context): readonly Snippet[] {
  return [...(routing.snippets ?? []), ...(surroundings.snippets ?? [])];
}

import { didYouMean } from "../../schema/did-you-mean";
import { GLOBALS } from "../directives/global-grammar";
import { DIRECTIVES } from "../directives/registry";
import { type Grammar, modulesOf } from "../grammar/grammar";
import { quoted } from "../grammar/rules";
import { STANDARD_MODULES } from "../grammar/standard-modules";
import type { Directive } from "../model/directive";
import { hasImportArgument } from "../model/import-argument";
import type { Context, Place } from "./place";
import { rank } from "./reach";

/** Reports modules and directives that a word names, and that the proxy's image lacks. */
export function checkNames(
  word: Directive,
  grammar: Grammar,
  place: Place,
  context: Context,
): void {
  if (context.surroundings.incomplete) return;
  for (const id of modulesOf(word, grammar)) checkModule(id, place, context, grammar.having);
  for (const name of grammar.directives?.(word) ?? []) checkDirective(name, place, context);
}

/** Of the names of directives and global options, those that this library has no builder for. */
export function withoutBuilder(names: readonly string[]): string[] {
  return names.filter((name) => !(name in DIRECTIVES) && !(name in (GLOBALS.block ?? {})));
}

/** The IDs of Caddy's standard modules. */
const STANDARD_IDS: ReadonlySet<string> = new Set(
  Object.entries(STANDARD_MODULES).flatMap(([namespace, names]) =>
    names.map((name) => `${namespace}.${name}`),
  ),
);

/** @param having examples of images: the end of "Take an image that has it". */
function checkModule(
  id: string,
  place: Place,
  { report, surroundings }: Context,
  having = "",
): void {
  if (STANDARD_IDS.has(id)) return;
  const { modules = [] } = surroundings;
  const [namespace, name] = parts(id);
  const brought = modules.flatMap((each) => {
    const [theirs, own] = parts(each);
    return theirs === namespace ? [own] : [];
  });
  const there = [...(STANDARD_MODULES[namespace] ?? []), ...brought];
  if (there.includes(name) || hasImportArgument(name)) return;
  if (!/^[\w.]+$/.test(name)) {
    report(place, `must have the name of a module of ${namespace}, got ${quoted(name)}.`);
    return;
  }
  // The image may have more modules of a namespace that is not listed, such as http.handlers.
  const listed = namespace in STANDARD_MODULES ? there : [];
  const others = listed.length === 0 ? "" : `; of ${namespace} it has ${listed.join(", ")}`;
  report(
    place,
    `needs the module ${id}, which the proxy's image lacks${others}. Take an image that has it` +
      `${having}, and list it among the proxy's modules: [${quoted(id)}].${didYouMean(name, listed)}`,
  );
}

/**
 * The namespace and the name of a module's ID; the name of an unlisted one has no dots. The ID of an app has no
 * namespace: `layer4`.
 */
function parts(id: string): [string, string] {
  const [longest] = Object.keys(STANDARD_MODULES)
    .filter((each) => id.startsWith(`${each}.`))
    .sort((a, b) => b.length - a.length);
  const namespace = longest ?? id.slice(0, Math.max(id.lastIndexOf("."), 0));
  return [namespace, namespace === "" ? id : id.slice(namespace.length + 1)];
}

function checkDirective(name: string, place: Place, { report, surroundings }: Context): void {
  if (rank(name) >= 0) return;
  const { directives = [] } = surroundings;
  // Caddy replaces an import by its snippet before it orders directives.
  const known = [...Object.keys(DIRECTIVES).filter((each) => each !== "import"), ...directives];
  if (known.includes(name)) return;
  report(
    place,
    `names the directive ${quoted(name)}, which the proxy's image lacks. Take an image that has it, ` +
      `and list it among the proxy's directives: [${quoted(name)}].${didYouMean(name, known)}`,
  );
}

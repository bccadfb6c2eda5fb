import { bodyOf, DIRECTIVES, ROUTES } from "../directives/registry";
import { ANYTHING, type Grammar, modulesOf, wordIn } from "../grammar/grammar";
import { nearest, quoted } from "../grammar/rules";
import { STANDARD_MODULES } from "../grammar/standard-modules";
import type { Argument } from "../model/argument";
import type { Directive } from "../model/directive";
import type { Snippet } from "../model/routing";
import { type Context, type Place, placeOf } from "./place";
import { rank } from "./reach";

/** Reports modules and directives that a word names, and that the proxy's image lacks. */
export function checkNames(
  word: Directive,
  grammar: Grammar,
  place: Place,
  context: Context,
): void {
  for (const id of modulesOf(word, grammar)) checkModule(id, place, context, grammar.having);
  for (const name of grammar.directives?.(word) ?? []) checkDirective(name, place, context);
}

/** The arguments of an import. */
interface Filling {
  readonly args: readonly Argument[];
  /** The names of the snippets around the snippet that it is an import of. */
  readonly within: readonly string[];
}

/**
 * Reports modules that the arguments of an import name in the snippet's words. The snippet's
 * declaration reports those that its own text names.
 */
export function checkImported(
  { name, directives }: Snippet,
  { args, within }: Filling,
  place: Place,
  context: Context,
): void {
  checkFilled(directives, ROUTES, { args, within: [...within, name] }, place, context);
}

function checkFilled(
  words: readonly Directive[],
  grammar: Grammar,
  filling: Filling,
  place: Place,
  context: Context,
): void {
  const { args, within } = filling;
  for (const [at, word] of words.entries()) {
    const here = placeOf(words, at, place);
    const filled = fill(word, args);
    const known = wordIn(grammar, filled.name) ?? ANYTHING;
    const own = modulesOf(word, known);
    for (const id of modulesOf(filled, known)) {
      if (!own.includes(id)) checkModule(id, here, context);
    }
    const [name, ...others] = filled.args;
    // Caddy refuses a snippet that imports itself, which would loop here.
    const imports = word.name === "import" && typeof name === "string" && !within.includes(name);
    const inner = imports ? context.declarations.snippet(name) : undefined;
    if (inner !== undefined) checkImported(inner, { args: others, within }, here, context);
    checkFilled(word.block, bodyOf(known, filled), filling, here, context);
  }
}

/** A placeholder that an import fills in. */
const FILLED_IN = /\{args\[(\d+)\]\}/g;

function fill({ name, args, block }: Directive, values: readonly Argument[]): Directive {
  const filled = (text: string): string =>
    text.replace(FILLED_IN, (whole, index: string) => {
      const value = values[Number(index)];
      return typeof value === "string" ? value : whole;
    });
  return {
    name: filled(name),
    args: args.map((each) => (typeof each === "string" ? filled(each) : each)),
    block,
  };
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
  if (there.includes(name) || name.search(FILLED_IN) >= 0) return;
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
      `${having}, and list it among the proxy's modules: [${quoted(id)}].${nearest(name, listed)}`,
  );
}

/** The namespace and the name of a module's ID; the name of an unlisted one has no dots. */
function parts(id: string): [string, string] {
  const [longest] = Object.keys(STANDARD_MODULES)
    .filter((each) => id.startsWith(`${each}.`))
    .sort((a, b) => b.length - a.length);
  const namespace = longest ?? id.slice(0, id.lastIndexOf("."));
  return [namespace, id.slice(namespace.length + 1)];
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
      `and list it among the proxy's directives: [${quoted(name)}].${nearest(name, known)}`,
  );
}

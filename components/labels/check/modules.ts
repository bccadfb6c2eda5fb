import { bodyOf, DIRECTIVES, ROUTES } from "../directives/registry";
import { ANYTHING, type Grammar, modulesOf, wordIn } from "../grammar/grammar";
import { nearest, quoted } from "../grammar/rules";
import { STANDARD_MODULES } from "../grammar/standard-modules";
import type { Argument } from "../model/argument";
import type { Directive } from "../model/directive";
import type { Snippet } from "../model/routing";
import { rank } from "./order";
import { type Context, placesOf, within } from "./place";

/** Reports modules and directives that a word names and the proxy's image lacks. */
export function checkNames(
  word: Directive,
  grammar: Grammar,
  place: string,
  context: Context,
): void {
  for (const id of modulesOf(word, grammar)) checkModule(id, place, context, grammar.having);
  for (const name of grammar.directives?.(word) ?? []) checkDirective(name, place, context);
}

/** What an import puts into the words of a snippet. */
interface Filling {
  readonly args: readonly Argument[];
  /** What imports inside the snippet may name. */
  readonly snippets: readonly Snippet[];
}

/**
 * Reports modules that the arguments of an import put into the snippet's words; those that its own
 * texts name are reported where it is declared.
 */
export function checkImported(
  { name, directives }: Snippet,
  { args, snippets }: Filling,
  place: string,
  context: Context,
): void {
  // A snippet that imports itself is refused by Caddy, and would have no end here.
  const others = snippets.filter((each) => each.name !== name);
  checkFilled(directives, ROUTES, { args, snippets: others }, place, context);
}

function checkFilled(
  words: readonly Directive[],
  grammar: Grammar,
  filling: Filling,
  place: string,
  context: Context,
): void {
  const { args, snippets } = filling;
  const places = placesOf(words.map(({ name }) => name));
  words.forEach((word, index) => {
    const filled = fill(word, args);
    const here = within(place, places[index] ?? word.name);
    const known = wordIn(grammar, filled.name) ?? ANYTHING;
    const own = modulesOf(word, known);
    for (const id of modulesOf(filled, known)) {
      if (!own.includes(id)) checkModule(id, here, context);
    }
    const inner = snippets.find(({ name }) => word.name === "import" && name === filled.args[0]);
    if (inner !== undefined) {
      checkImported(inner, { args: filled.args.slice(1), snippets }, here, context);
    }
    checkFilled(word.block, bodyOf(known, filled), filling, here, context);
  });
}

/** `{args[0]}`, which an import fills in. */
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

/** @param having which images have it, as the message goes on after "an image that has it". */
function checkModule(
  id: string,
  place: string,
  { report, surroundings }: Context,
  having = "",
): void {
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
  // Of other namespaces, such as http.handlers, not all that the image has is known here.
  const listed = namespace in STANDARD_MODULES ? there : [];
  const others = listed.length === 0 ? "" : `; of ${namespace} it has ${listed.join(", ")}`;
  report(
    place,
    `needs the module ${id}, which the proxy's image lacks${others}. Take an image that has it` +
      `${having}, and list it among the proxy's modules: [${quoted(id)}].${nearest(name, listed)}`,
  );
}

/** The namespace of a module and its name; of one that stands in no such place, at the last dot. */
function parts(id: string): [string, string] {
  const [longest] = Object.keys(STANDARD_MODULES)
    .filter((each) => id.startsWith(`${each}.`))
    .sort((a, b) => b.length - a.length);
  const namespace = longest ?? id.slice(0, id.lastIndexOf("."));
  return [namespace, id.slice(namespace.length + 1)];
}

function checkDirective(name: string, place: string, { report, surroundings }: Context): void {
  const { directives = [] } = surroundings;
  // What an import stands for takes its place before there is any order.
  const known = [...Object.keys(DIRECTIVES).filter((each) => each !== "import"), ...directives];
  if (rank(name) >= 0 || known.includes(name)) return;
  report(
    place,
    `names the directive ${quoted(name)}, which the proxy's image lacks. Take an image that has it, ` +
      `and list it among the proxy's directives: [${quoted(name)}].${nearest(name, known)}`,
  );
}

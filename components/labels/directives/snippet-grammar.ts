import { type Grammar, hasWord } from "../grammar/grammar";
import { STANDARD_MODULES } from "../grammar/standard-modules";
import { GLOBALS } from "./global-grammar";
import { ROUTES } from "./registry";

/**
 * The grammar of the blocks that a snippet is for: sites, unless it has only subdirectives of another
 * block.
 *
 * @param names of the snippet's words.
 */
export function snippetGrammar(names: readonly string[]): Grammar {
  const words = names.filter((name) => !/^[@{]|^import$/.test(name));
  if (words.every((name) => hasWord(ROUTES, name))) return ROUTES;
  options ??= [...optionsBelow(ROUTES), ...optionsBelow(GLOBALS)];
  return options.find((each) => words.every((name) => hasWord(each, name))) ?? ROUTES;
}

/** The grammars of blocks that hold no directives, once a snippet needs them. */
let options: readonly Grammar[] | undefined;

const MODULES = [...new Set(Object.values(STANDARD_MODULES).flat())];

/** The grammars of all blocks in a block, those of modules as well. */
function optionsBelow(grammar: Grammar, seen: Set<Grammar> = new Set()): Grammar[] {
  if (seen.has(grammar)) return [];
  seen.add(grammar);
  const { inside } = grammar;
  const modules = inside ? MODULES.map((name) => inside({ name, args: [name], block: [] })) : [];
  const below = [...Object.values(grammar.block ?? {}), ...modules];
  const own = grammar === ROUTES || grammar === GLOBALS ? [] : [grammar];
  return [...own, ...below.flatMap((each) => optionsBelow(each, seen))];
}

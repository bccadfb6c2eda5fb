import { bodyOf } from "../directives/registry";
import { ANYTHING, type Grammar, wordIn } from "../grammar/grammar";
import type { Argument } from "../model/argument";
import { toMatcher } from "../model/canonical";
import { type Directive, withMatcher } from "../model/directive";
import { filledIn, filledInText } from "../model/import-argument";

/** Whether directives have places for the arguments or the block of an import. */
export function hasPlaces(directives: readonly Directive[]): boolean {
  return /\{(?:args|block)/.test(JSON.stringify(directives));
}

/**
 * The directives of a snippet with the arguments of an import in their places, as Caddy reads them
 * there. The places for the import's block stay as they are.
 *
 * @param grammar that of the block with the import.
 */
export function filled(
  directives: readonly Directive[],
  grammar: Grammar,
  values: readonly Argument[],
): readonly Directive[] {
  return directives.map((word) => filledWord(word, grammar, values));
}

function filledWord(
  { name, matcher, args, block }: Directive,
  grammar: Grammar,
  values: readonly Argument[],
): Directive {
  const own = filledInText(name, values);
  const known = wordIn(grammar, own) ?? ANYTHING;
  const place = matcher?.named === undefined ? [] : [matcher.named];
  const tokens = [...place, ...args].flatMap((each) => filledIn(each, values));
  const asWritten = place.length === 0 && tokens[0] === args[0];
  const bare = { name: own, args: tokens, block: [] };
  const word = asWritten ? bare : read(bare, known);
  const below = filled(block, bodyOf(known, word), values);
  const complete = { ...word, block: below };
  return place.length === 0 && asWritten ? withMatcher(matcher, complete) : complete;
}

/** The directive, with its first argument as its matcher where Caddy takes it for one. */
function read(word: Directive, { matcher, alone }: Grammar): Directive {
  const [first, ...rest] = word.args;
  if (matcher === undefined || typeof first !== "string") return word;
  if (!/^[/@]|^\*$/.test(first) || (alone === true && rest.length === 0)) return word;
  return withMatcher(toMatcher(first), { ...word, args: rest });
}

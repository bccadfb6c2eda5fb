import { CommandFailure, reasonOf } from "../failure";

/**
 * The words of a command line, quoted as in a shell, without its expansions.
 *
 * @throws CommandFailure for a quote that is not closed.
 */
function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let index = 0; index < line.length; index++) {
    const character = line[index] ?? "";
    if (quote === "'") {
      if (character === "'") quote = "";
      else word += character;
    } else if (character === "\\" && (quote === "" || /["\\$`\n]/.test(line[index + 1] ?? ""))) {
      index++;
      if (line[index] !== "\n") word = (word ?? "") + (line[index] ?? "");
    } else if (quote === '"') {
      if (character === '"') quote = "";
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + character;
  }
  if (quote !== "") throw new CommandFailure(`a ${quote} is not closed in: ${line.trim()}`);
  return word === undefined ? words : [...words, word];
}

/** The words of a line that may be wrong; nothing then. */
export function wordsOrProblem(line: string): string[] | { readonly problem: string } {
  try {
    return shellWords(line);
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

const RESERVED = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally for
   function if import in instanceof new null return super switch this throw true try typeof var void while with
   yield let static implements interface package private protected public await arguments eval undefined
   pulumi config entry require module exports process console join readFileSync network`.split(
    /\s+/,
  ),
);

/** A name as a variable of the program: `dbPassword` of `DB_PASSWORD`. */
export function camel(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words
    .map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word))
    .map((word, index) => (index === 0 ? lowerFirst(word) : upperFirst(word)))
    .join("");
  return /^\d/.test(joined) || joined === "" ? `_${joined}` : joined;
}

const lowerFirst = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);
const upperFirst = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Names of variables of one program, each once. */
export class Names {
  private readonly taken = new Set<string>();

  constructor(taken: readonly string[] = []) {
    for (const name of taken) this.taken.add(name);
  }

  /** A variable for something of that name. */
  take(name: string, suffix: string): string {
    const wanted = camel(name);
    const free = (candidate: string) => !this.taken.has(candidate) && !RESERVED.has(candidate);
    let found = free(wanted) ? wanted : `${wanted}${suffix}`;
    for (let number = 2; !free(found); number++) found = `${wanted}${suffix}${number}`;
    this.taken.add(found);
    return found;
  }
}

// The commands of a shell script.
import { CommandFailure } from "../../../failure";
import { wordsOrProblem } from "../../words";

/** A `docker run`. */
export interface Command {
  /** The words behind it. */
  readonly words: readonly string[];
  /** The line on which it begins. */
  readonly line: number;
  /** The variables and commands that a shell would replace, such as `$TAG`. */
  readonly variables: readonly string[];
}

/**
 * The commands `docker run` of a shell script, and the lines of those that can't be read.
 *
 * @throws CommandFailure for a quote that is not closed.
 */
export function commandsIn(file: string, text: string): { commands: Command[]; others: number[] } {
  const commands: Command[] = [];
  const others: number[] = [];
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    let whole = lines[index] ?? "";
    while ((/\\$/.test(whole) || opensQuote(whole)) && index + 1 < lines.length) {
      index++;
      whole = /\\$/.test(whole)
        ? `${whole.slice(0, -1)} ${lines[index]}`
        : `${whole}\n${lines[index]}`;
    }
    const rest = RUN.exec(whole)?.[1];
    if (rest !== undefined) {
      const words = wordsOrProblem(rest);
      if ("problem" in words) throw new CommandFailure(`${file}:${line}:1: ${words.problem}`);
      commands.push({ words: firstCommand(words), line, variables: variablesIn(rest) });
    } else if (/^[^#]*\b(docker|podman)(\s+container)?\s+run\s/.test(whole)) others.push(line);
  }
  return { commands, others };
}

const RUN = /^\s*(?:[$#>]\s+)?(?:sudo\s+)?(?:docker|podman)(?:\s+container)?\s+run\s([\s\S]*)$/;

/** The words up to what joins another command, or redirects this one. */
function firstCommand(words: readonly string[]): string[] {
  const end = words.findIndex((word) => /^(&&|&|\|\|?|;|\d?>.*)$/.test(word));
  return end === -1 ? [...words] : words.slice(0, end);
}

function variablesIn(text: string): string[] {
  const replaced = text.replace(/'[^']*'|\\\$/g, "");
  return [...new Set(replaced.match(/\$(\w+|\{[^}]*\}|\([^)]*\))/g))];
}

function opensQuote(text: string): boolean {
  if (!/\brun\b/.test(text)) return false;
  return "problem" in wordsOrProblem(text);
}

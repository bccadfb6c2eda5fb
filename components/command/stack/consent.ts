// Consent to a change of a stack.
import type { Console } from "../console";
import { CommandFailure, ExitCode } from "../failure";
import { bareName, TRIAL_STACK } from "./options";

/** A change that a subcommand is about to make. */
export interface Change {
  /** The subcommand: `up`. */
  readonly command: string;
  readonly stack: string;
  /** Whether the person typed `--yes`. */
  readonly yes: boolean;
  /** The container that the person names, which may be of any stack. */
  readonly container?: string;
}

/**
 * Whether a subcommand has to ask before a change: of any stack but `dev` and of a container that the person
 * names, unless the person typed `--yes`.
 * Call it before anything slow.
 *
 * @throws CommandFailure where it has to ask, and there is no terminal.
 */
export function asksFirst({ command, stack, yes, container }: Change, console: Console): boolean {
  if (yes || (bareName(stack) === TRIAL_STACK && container === undefined)) return false;
  if (console.terminal) return true;
  const subject = container === undefined ? `stack "${stack}"` : `container "${container}"`;
  throw new CommandFailure(
    `"gatehouse ${command}" asks before it changes ${subject}, and there is no terminal to ask on. Nothing was changed.\nTo answer yes in advance, add --yes.`,
  );
}

/**
 * Asks the person at the terminal.
 *
 * @param consequence what happens after a yes, as a whole sentence
 * @throws CommandFailure unless the answer is yes.
 */
export async function confirm(consequence: string, console: Console): Promise<void> {
  const answer = await console.ask(`${consequence}\nGo on? [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new CommandFailure("Nothing was changed.", ExitCode.Problems);
  }
}

/** Asks where {@link asksFirst} requires it. */
export async function confirmed(
  change: Change,
  consequence: string,
  console: Console,
): Promise<void> {
  if (asksFirst(change, console)) await confirm(consequence, console);
}

/**
 * The flags with which Pulumi updates or destroys a stack: outside `dev` it shows a preview first.
 *
 * @param ask whether Pulumi asks after the preview
 */
export const updateFlags = (stack: string, ask: boolean): string[] => [
  ...(ask ? [] : ["--yes"]),
  ...(bareName(stack) === TRIAL_STACK ? ["--skip-preview"] : []),
  ...["--suppress-progress", "--stack", stack],
];

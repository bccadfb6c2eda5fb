// The outputs of a deployed stack.
import { CommandFailure, ExitCode } from "../failure";
import type { PulumiCommand } from "./pulumi";

/** What the program of a stack exports; `urls` and `proxy` are those of the documented programs. */
export interface StackOutputs {
  readonly urls?: unknown;
  readonly proxy?: unknown;
  readonly [name: string]: unknown;
}

/**
 * The outputs of a stack; secrets stay hidden.
 *
 * @throws CommandFailure where Pulumi doesn't have the stack.
 */
export async function outputsOf(pulumi: PulumiCommand, stack: string): Promise<StackOutputs> {
  const args = ["stack", "output", "--json", "--stack", stack];
  const { code, stdout, stderr } = await pulumi.capture(args);
  if (code === 0) return JSON.parse(stdout);
  throw new CommandFailure(
    `can't read the outputs of stack "${stack}":\n${stderr.trim()}`,
    ExitCode.Problems,
  );
}

/** The URLs among the outputs, in the program's order: those of `urls`, else each output that is a URL. */
export function urlsOf({ urls, ...others }: StackOutputs): string[] {
  const listed = [urls].flat(2).filter(isUrl);
  return listed.length > 0 ? listed : Object.values(others).flat(2).filter(isUrl);
}

/** Whether a value is an address for a browser. */
export function isUrl(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\/\S+$/.test(value);
}

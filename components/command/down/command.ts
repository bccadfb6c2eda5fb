import type { Command } from "commander";
import type { Console } from "../console";
import { CommandFailure, ExitCode } from "../failure";
import { jsonDocument } from "../json";
import { asksFirst, updateFlags } from "../stack/consent";
import { readState } from "../stack/deployed";
import { type StackOptions, stackOf, stackOptions, yesOption } from "../stack/options";
import type { FindPulumi, PulumiCommand } from "../stack/pulumi";
import type { StateResource } from "../stack/state";

const HELP = `
Example:
  $ gatehouse down --stack staging

It removes what the stack has deployed, with the certificates. Pulumi keeps the stack's configuration and
history. Where the stack protects something, the command changes nothing.

Exit codes: 0 removed; 1 it failed, or the stack protects something; 2 wrong usage.`;

interface Options extends StackOptions {
  readonly yes: boolean;
}

/** Adds `gatehouse down`. */
export function addDown(
  program: Command,
  console: Console,
  exit: (code: number) => void,
  findPulumi: FindPulumi,
): void {
  yesOption(stackOptions(program.command("down")))
    .description("remove everything that the stack has deployed")
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const pulumi = await findPulumi();
      const stack = await stackOf(options, pulumi);
      const { json, yes } = options;
      const ask = asksFirst({ command: "down", stack, yes }, console);
      await requireUnprotected(pulumi, stack);
      // Pulumi can't stop a container that somebody removed: the refresh finds out.
      const args = ["destroy", "--refresh", ...updateFlags(stack, ask)];
      const code = await pulumi.run(args, json ? "stderr" : "stdout");
      if (code !== 0) return exit(ExitCode.Problems);
      if (json) console.out(jsonDocument({ stack, removed: true }));
      else {
        console.out(
          `Stack "${stack}" has nothing deployed. To remove its history too: ${pulumi.shown} stack rm ${stack}\n`,
        );
      }
    });
}

/** Refuses first: without a preview, Pulumi deletes everything else before it refuses. */
async function requireUnprotected(pulumi: PulumiCommand, stack: string): Promise<void> {
  const { resources } = await readState(pulumi, stack);
  const things = resources.filter(({ protect }) => protect).map(shownResource);
  if (things.length === 0) return;
  throw new CommandFailure(
    [
      `stack "${stack}" protects ${things.join(", ")}. Nothing was changed.`,
      "To remove it all the same, with its certificates, first lift the protection:",
      `  ${pulumi.shown} state unprotect --all --stack ${stack}`,
    ].join("\n"),
    ExitCode.Problems,
  );
}

/** Such as `volume caddy_data`. */
function shownResource({ type, name, id, outputs }: StateResource): string {
  const kind = type.split(":").at(-1) ?? type;
  const given = typeof outputs.name === "string" ? outputs.name : undefined;
  return `${kind.toLowerCase()} ${given ?? id ?? name}`;
}

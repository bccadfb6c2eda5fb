import type { Command } from "commander";
import type { Console } from "../console";
import { ExitCode } from "../failure";
import { jsonDocument } from "../json";
import { asksFirst, updateFlags } from "../stack/consent";
import { readDeployed } from "../stack/deployed";
import { type StackOptions, stackOf, stackOptions, yesOption } from "../stack/options";
import type { FindPulumi, PulumiCommand } from "../stack/pulumi";
import { urlsOf } from "../stack/urls";

const HELP = `
Example:
  $ gatehouse up --stack prod

It creates a stack that does not exist yet. Any stack but dev it previews and asks before it changes something.

Exit codes: 0 deployed; 1 the deployment failed; 2 wrong usage.`;

interface Options extends StackOptions {
  readonly yes: boolean;
}

/** Adds `gatehouse up`. */
export function addUp(
  program: Command,
  console: Console,
  exit: (code: number) => void,
  findPulumi: FindPulumi,
): void {
  yesOption(stackOptions(program.command("up")))
    .description("deploy the stack, and print its URLs")
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const pulumi = await findPulumi();
      const stack = await stackOf(options, pulumi);
      const { json, yes } = options;
      const ask = asksFirst({ command: "up", stack, yes }, console);
      const output = json ? "stderr" : "stdout";
      const code =
        (await createMissing(pulumi, stack, output)) ||
        (await pulumi.run(["up", ...updateFlags(stack, ask)], output));
      if (code !== 0) return exit(ExitCode.Problems);
      const urls = urlsOf(await readDeployed(pulumi, stack));
      if (json) console.out(jsonDocument({ stack, urls }));
      else if (urls.length > 0) console.out(`\nURLs:\n${urls.map((url) => `  ${url}\n`).join("")}`);
    });
}

/** Creates a stack that does not exist; Pulumi selects it, as it always does. */
async function createMissing(
  pulumi: PulumiCommand,
  stack: string,
  output: "stdout" | "stderr",
): Promise<number> {
  const { code } = await pulumi.capture(["stack", "--show-name", "--stack", stack]);
  return code === 0 ? 0 : pulumi.run(["stack", "init", stack], output);
}

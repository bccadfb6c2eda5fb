import type { Command } from "commander";
import type { Console } from "../console";
import { ExitCode } from "../failure";
import { type StackOptions, stackOf, stackOptions } from "../stack/options";
import type { FindPulumi } from "../stack/pulumi";

const HELP = `
Example:
  $ gatehouse preview --stack prod --expect-no-changes

--json prints Pulumi's own document: steps, diagnostics, changeSummary.

Exit codes: 0 previewed; 1 the preview failed, or there are changes with --expect-no-changes; 2 wrong usage.`;

interface Options extends StackOptions {
  readonly expectNoChanges: boolean;
}

/** Adds `gatehouse preview`. */
export function addPreview(
  program: Command,
  console: Console,
  exit: (code: number) => void,
  findPulumi: FindPulumi,
): void {
  stackOptions(program.command("preview"))
    .description("show what up would change, and change nothing")
    .option("--expect-no-changes", "fail where up would change something", false)
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const pulumi = await findPulumi();
      const stack = await stackOf(options, pulumi);
      const flags = [
        ...["--stack", stack],
        ...(options.expectNoChanges ? ["--expect-no-changes"] : []),
      ];
      if (!options.json) {
        const code = await pulumi.run(["preview", "--diff", ...flags]);
        return exit(code === 0 ? ExitCode.Fine : ExitCode.Problems);
      }
      const { code, stdout, stderr } = await pulumi.capture(["preview", "--json", ...flags]);
      console.out(stdout);
      console.err(stderr);
      exit(code === 0 ? ExitCode.Fine : ExitCode.Problems);
    });
}

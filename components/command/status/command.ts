import type { Command } from "commander";
import { createColors } from "picocolors";
import type { Console } from "../console";
import { ExitCode } from "../failure";
import { jsonDocument } from "../json";
import { enterProject, readDeployed } from "../stack/deployed";
import { type StackOptions, stackOf, stackOptions } from "../stack/options";
import type { FindPulumi } from "../stack/pulumi";
import { statusOf } from "./gather";
import type { StackStatus } from "./model";
import { statusText } from "./table";

const HELP = `
Example:
  $ gatehouse status
  HOST            SERVICE  IMAGE     HEALTHY  RELEASED  CERTIFICATE  FAULTS  DRIFT
  shop.localhost  shop     shop:1.4  2/2      3 h ago   11 h left    -       -

It asks the Docker hosts of the stack, wherever they are, and changes nothing. HEALTHY counts containers,
CERTIFICATE is what the proxy has for the host, FAULTS are those that Toxiproxy makes now, and DRIFT is what
somebody changed by hand since the last up.

Exit codes: 0 all is well, faults that the program declares included; 1 something is unhealthy, expired or
changed by hand; 2 wrong usage, or something that can't be told, such as a Docker host that does not answer.`;

/** Adds `gatehouse status`. */
export function addStatus(
  program: Command,
  console: Console,
  exit: (code: number) => void,
  findPulumi: FindPulumi,
): void {
  stackOptions(program.command("status"))
    .description("show what runs: hosts, services, images, health, certificates, faults, drift")
    .addHelpText("after", HELP)
    .action(async (options: StackOptions) => {
      const pulumi = await findPulumi();
      const stack = options.stack === undefined ? undefined : await stackOf(options, pulumi);
      const deployed = await readDeployed(pulumi, stack);
      enterProject(pulumi);
      const now = Date.now();
      const status = await statusOf(deployed, now);
      const { columns } = console;
      const colours = createColors(console.colours);
      if (options.json) console.out(jsonDocument(status));
      else console.out(statusText(status, { colours, columns, now, pulumi: pulumi.shown }));
      exit(exitCodeOf(status));
    });
}

function exitCodeOf({ components, problems, unknown }: StackStatus): ExitCode {
  if (unknown.length > 0) return ExitCode.Usage;
  const wrong = components.some((each) => each.problems.length + each.drift.length > 0);
  return wrong || problems.length > 0 ? ExitCode.Problems : ExitCode.Fine;
}

import type { Command } from "commander";
import { createColors } from "picocolors";
import type { Console } from "../console";
import { ExitCode } from "../failure";
import { jsonDocument } from "../json";
import { enterProject } from "../stack/deployed";
import { type StackOptions, stackOf, stackOptions } from "../stack/options";
import type { FindPulumi } from "../stack/pulumi";
import { examineStack } from "./examine";
import { Outcome } from "./finding";
import { countOf, reportText } from "./report";

const HELP = `
Example:
  $ gatehouse doctor --stack prod

It checks Node, Pulumi and its plugins, the stack's state and secrets, the Docker hosts (whether they answer,
clocks, disk, networks, ports, images), and what the stack serves (containers, changes by hand, routes, the
names of hosts in DNS, certificates). It changes nothing. Each problem says what to do.

Exit codes: 0 no problem; 1 problems; 2 wrong usage, or something that can't be told.`;

/** Adds `gatehouse doctor`. */
export function addDoctor(
  program: Command,
  console: Console,
  exit: (code: number) => void,
  findPulumi: FindPulumi,
): void {
  stackOptions(program.command("doctor"))
    .description("check everything that a stack needs, and say what to do about each problem")
    .addHelpText("after", HELP)
    .action(async (options: StackOptions) => {
      const pulumi = await findPulumi();
      const stack = await stackOf(options, pulumi);
      enterProject(pulumi);
      const chapters = await examineStack(pulumi, stack);
      if (options.json) console.out(jsonDocument(chapters));
      else console.out(reportText(chapters, createColors(console.colours)));
      if (countOf(chapters, Outcome.Problem) > 0) exit(ExitCode.Problems);
      else exit(countOf(chapters, Outcome.Unknown) > 0 ? ExitCode.Usage : ExitCode.Fine);
    });
}

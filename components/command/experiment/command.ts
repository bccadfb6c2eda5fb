import { join, resolve } from "node:path";
import { type Command, CommanderError, InvalidArgumentError } from "commander";
import { resolveDockerHost } from "../../docker/host/host";
import {
  conduct,
  MAX_SEED,
  type Report,
  readExperiment,
  readyMade,
  ToxiproxyError,
  verdictTable,
  WrongInput,
  writeReport,
} from "../../experiments";
import type { Console } from "../console";
import { CommandFailure, ExitCode } from "../failure";
import { jsonDocument } from "../json";
import { COMMAND } from "../program/run";
import { confirmed } from "../stack/consent";
import { readDeployed } from "../stack/deployed";
import { type StackOptions, stackOf, stackOptions, yesOption } from "../stack/options";
import { shownPath } from "../stack/project";
import { dockerHostOption } from "../stack/proxy";
import type { FindPulumi, PulumiCommand } from "../stack/pulumi";
import { addressesOf, publishedAt, publisherOf } from "./conditions";
import { interrupts, liveLine } from "./live";

/** The ready-made experiments; the path is the same from `components/` and, in the package, from `dist/`. */
const READY_MADE = join(__dirname, "../../../experiments");

const HELP = `
Example:
  $ gatehouse experiment slow-dependency

It sends requests to a deployed stack through its entry point, on this machine only, makes faults in Toxiproxy
as the experiment declares them, and judges what clients noticed. It removes all faults at the end, however it
ends. An experiment is a file in YAML or JSON, or one of the ready-made ones:

  ${readyMade(READY_MADE).join("  ")}

Exit codes:
  0  all objectives are met
  2  an objective is missed
  3  the service was not in its steady state, so the command made no fault
  4  the file, an option or the stack does not fit, so the command sent no request
  1  anything else, such as a Docker engine that does not answer
  130, 143  stopped by Ctrl-C or by SIGTERM`;

/** The exit code where the person's input is wrong; 2 is a result of an experiment. */
const WRONG_INPUT = 4;

/** Exit codes by a report's result; a signal's exit code has precedence. */
const EXIT_CODES: Readonly<Record<Report["result"], number>> = {
  met: 0,
  missed: 2,
  "not steady": 3,
  interrupted: 1,
};

/** The hidden subcommand of the process that removes the faults. */
export const KEEPER = "__keeper";

interface Options extends StackOptions {
  readonly seed?: number;
  readonly out?: string;
  readonly host?: string;
  readonly yes: boolean;
}

/** Adds `gatehouse experiment`. */
export function addExperiment(
  program: Command,
  console: Console,
  exit: (code: number) => void,
  findPulumi: FindPulumi,
): void {
  yesOption(stackOptions(program.command("experiment")))
    .description("make faults for a service, and judge what its clients notice")
    .argument("<experiment>", "a file, or the name of a ready-made one")
    .option("--seed <n>", "draw the same random faults as the run that reported this seed", seedOf)
    .option(
      "--out <folder>",
      "folder of the report (default: .gatehouse/experiments/<name>-<time>)",
    )
    .addOption(dockerHostOption())
    .addHelpText("after", HELP)
    .exitOverride(withOwnCode)
    .action(async (name: string, options: Options) => {
      exit(await run(name, options, console, findPulumi).catch(asFailure));
    });
}

async function run(
  name: string,
  options: Options,
  console: Console,
  findPulumi: FindPulumi,
): Promise<number> {
  const declared = readExperiment(name, READY_MADE, shownPath);
  const pulumi = await findPulumi();
  const stack = await stackOf(options, pulumi);
  const consequence = `Clients of stack "${stack}" will notice the faults of "${name}".`;
  await confirmed({ command: "experiment", stack, yes: options.yes }, consequence, console);
  const deployed = await readDeployed(pulumi, stack);
  const { host, seed, out } = options;
  const docker =
    host === undefined ? (deployed.hosts[0] ?? resolveDockerHost()) : resolveDockerHost({ host });
  const stop = interrupts();
  const report = await conduct(declared, {
    ...{ stack, docker, seed, outputs: addressesOf(deployed), signal: stop.signal },
    findEntry: async (url) => publishedAt(deployed, url, docker),
    findServer: (port) => publisherOf(docker, port),
    keeperCommand: [COMMAND, KEEPER],
    ...liveLine(),
  });
  const folder = resolve(out ?? defaultFolder(pulumi, report));
  writeReport(report, folder);
  const file = shownPath(join(folder, "report.md"));
  if (options.json) console.out(jsonDocument({ ...report, file }));
  else {
    console.out(`\n${verdictTable(report.verdicts)}\n\n`);
    console.out(`Result: ${report.result}. The report: ${file}\n`);
  }
  return stop.exitCode() ?? EXIT_CODES[report.result];
}

function seedOf(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= MAX_SEED) return Number(text);
  throw new InvalidArgumentError(`It must be an integer from 0 to ${MAX_SEED}.`);
}

/** A folder of this run alone. */
function defaultFolder({ projectDir }: PulumiCommand, { name, started }: Report): string {
  const local = process.env.GATEHOUSE_DIR || join(projectDir, ".gatehouse");
  const time = started.replace(/\.\d+/, "").replaceAll(":", "-");
  return join(local, "experiments", `${name}-${time}`);
}

/** Gives wrong usage the exit code that an experiment has for it. */
function withOwnCode(error: CommanderError): never {
  if (error.exitCode === 0) throw error;
  throw new CommanderError(WRONG_INPUT, error.code, error.message);
}

/** The runner's own errors, and wrong usage, without a stack trace and with their exit codes. */
function asFailure(error: unknown): never {
  if (error instanceof WrongInput) throw new CommandFailure(error.message, WRONG_INPUT);
  if (error instanceof ToxiproxyError) throw new CommandFailure(error.message, ExitCode.Problems);
  if (error instanceof CommandFailure && error.exitCode === ExitCode.Usage) {
    throw new CommandFailure(error.message, WRONG_INPUT);
  }
  throw error;
}

import path from "node:path";
import {
  conduct,
  MAX_SEED,
  type Report,
  readExperiment,
  ToxiproxyError,
  verdictTable,
  WrongInput,
  writeReport,
} from "../components/experiments";
import { interrupts, liveLine } from "./live";
import { type Toolchain, toolchain } from "./toolchain";

const HELP = `
npm run experiment -- <file or name> [--stack <name>] [--seed <n>] [--out <folder>] [--yes]

Sends requests to a deployed stack through its entry point, on this machine only, makes faults in
Toxiproxy as the experiment declares them, and judges what clients noticed. It removes all faults at the
end, however it ends. An experiment is a file in YAML or JSON, or one of the ready-made ones:

  slow-dependency  phone-3g  lost-data  resets  dead-service  flapping  random-storm

--stack  the stack to disturb (default: dev). Unless it is dev, the command asks first
--seed   draws the same random faults as the run that reported this seed
--out    folder of the report (default: .gatehouse/experiments/<name>-<time>/)
--yes    disturbs it without asking; needed outside dev where there is no terminal, as in CI

Exit codes:
  0  all objectives are met
  2  an objective is missed
  3  the service was not in its steady state, so the command made no fault
  4  the file, an option or the stack does not fit, so the command sent no request
  1  anything else, such as a Docker engine that does not answer
  130, 143  stopped by Ctrl-C or by SIGTERM
`;

/** The exit code where the person's input is wrong. */
const WRONG_INPUT = 4;

/** Exit codes by a report's result; a signal's exit code has precedence. */
const EXIT_CODES: Readonly<Record<Report["result"], number>> = {
  met: 0,
  missed: 2,
  "not steady": 3,
  interrupted: 1,
};

interface Request {
  readonly name: string;
  readonly stack: string;
  readonly seed?: number;
  readonly out?: string;
  readonly ask: boolean;
}

/** npm run experiment: makes faults for a service of a deployed stack, and judges whether it copes. */
export async function run(args: string[]): Promise<number> {
  const lib = await toolchain();
  const request = wrongInput(lib, () => readRequest(lib, args));
  if (!request) return 0;
  try {
    return await carryOut(lib, request);
  } catch (error) {
    throw shownPlainly(lib, error);
  }
}

function readRequest(lib: Toolchain, args: string[]): Request | undefined {
  const options = {
    stack: { type: "string", default: "dev" },
    seed: { type: "string" },
    out: { type: "string" },
    ...lib.yesOption,
  } as const;
  const parsed = lib.readArgs("experiment", HELP, args, options, true);
  if (!parsed) return undefined;
  const { values, positionals } = parsed;
  const [name, ...others] = positionals;
  if (!name || others.length > 0) throw lib.experimentNeeded(positionals);
  const { seed: text, out, yes } = values;
  const seed = text === undefined ? undefined : Number(text);
  if (text !== undefined && !(/^\d+$/.test(text) && Number(text) <= MAX_SEED)) {
    throw lib.badSeed(text);
  }
  const stack = lib.requireStackName(values.stack);
  const ask = mayExist(lib, stack) && lib.asksFirst({ command: "experiment", args, stack, yes });
  return { name, stack, seed, out, ask };
}

async function carryOut(lib: Toolchain, { name, stack, seed, out, ask }: Request): Promise<number> {
  const { confirm, projectDir, shown } = lib;
  const declared = readExperiment(name, path.join(projectDir, "experiments"), shown);
  if (ask) await confirm(`Clients of stack "${stack}" will notice the faults of "${name}".`);
  const found = await deployed(lib, stack);
  const stop = interrupts();
  const report = await conduct(declared, {
    ...{ ...found, stack, seed, signal: stop.signal },
    keeperCommand: [path.join(projectDir, "toolchain/cli.mjs"), "experiment-keeper"],
    ...liveLine(),
  });
  const target = path.resolve(out ?? defaultFolder(lib, report));
  writeReport(report, target);
  console.log(`\n${verdictTable(report.verdicts)}\n`);
  console.log(`Result: ${report.result}. The report: ${shown(path.join(target, "report.md"))}`);
  return stop.exitCode() ?? EXIT_CODES[report.result];
}

/** Whether the stack exists or, where its state is kept elsewhere, may exist. */
function mayExist({ isLocalBackend, localStacks }: Toolchain, stack: string): boolean {
  return !isLocalBackend() || localStacks().includes(stack);
}

/** The outputs of the stack, and its Docker host. */
async function deployed(lib: Toolchain, stack: string) {
  wrongInput(lib, () => {
    if (!mayExist(lib, stack)) throw lib.noStack(stack);
  });
  lib.ensurePassphrase();
  const { engine, downloads } = await lib.setUp(stack);
  const outputs = await lib.stackOutputs(downloads, stack);
  const { address: url, certPath, sshOpts } = lib.dockerHost(stack);
  return {
    outputs,
    docker: { url, certPath, sshOpts },
    findEntry: (url: string) => lib.findEntry(engine, outputs.proxy, url),
    findServer: (port: number) => lib.publisherOf(engine, port),
  };
}

/** A folder of this run alone. */
function defaultFolder({ local }: Toolchain, { name, started }: Report): string {
  return local("experiments", `${name}-${started.replace(/\.\d+/, "").replaceAll(":", "-")}`);
}

/** Runs a check of the person's input, and gives its failures the exit code for that. */
function wrongInput<T>({ Failure }: Toolchain, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof Failure) error.exitCode = WRONG_INPUT;
    throw error;
  }
}

/** The runner's own errors as failures, which `npm run` shows without a stack trace. */
function shownPlainly({ Failure }: Toolchain, error: unknown): unknown {
  const wrong = error instanceof WrongInput;
  if (!wrong && !(error instanceof ToxiproxyError)) return error;
  const failure = new Failure(error.message);
  if (wrong) failure.exitCode = WRONG_INPUT;
  return failure;
}

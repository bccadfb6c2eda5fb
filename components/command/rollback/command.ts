import type { Command } from "commander";
import { connect } from "../../docker/host/client";
import type { Console } from "../console";
import { CommandFailure, ExitCode } from "../failure";
import { jsonDocument } from "../json";
import { asksFirst, updateFlags } from "../stack/consent";
import { readDeployed } from "../stack/deployed";
import { bareName, type StackOptions, stackOf, stackOptions, yesOption } from "../stack/options";
import type { FindPulumi, PulumiCommand } from "../stack/pulumi";
import { failedAt } from "../stack/unreachable";
import { exactImage } from "./image";
import { optionsBefore } from "./options";
import { type Pin, pinOf, setPin } from "./pin";
import { type Plan, planOf } from "./plan";
import { clearedText, rolledBackText } from "./report";

const HELP = `
Examples:
  $ gatehouse rollback shop
  $ gatehouse rollback --clear shop

It pins the release that the service had before in the stack's configuration, gatehouse:releases, and runs up: its
containers take over without a lost request, as in each update. Up also deploys whatever else the program changes.
The pin stays until --clear, which deploys what the program has. When up fails or you answer no, the configuration
is again as it was.

Exit codes: 0 done; 1 there is no release before, or up failed; 2 wrong usage.`;

interface Options extends StackOptions {
  readonly yes: boolean;
  readonly clear: boolean;
}

/** Adds `gatehouse rollback`. */
export function addRollback(
  program: Command,
  console: Console,
  exit: (code: number) => void,
  findPulumi: FindPulumi,
): void {
  yesOption(stackOptions(program.command("rollback")))
    .description("bring back the release that a service had before, without a lost request")
    .argument("[service]", "the service (default: the only one with a release before)")
    .option("--clear", "end the pin: deploy what the program has", false)
    .addHelpText("after", HELP)
    .action(async (service: string | undefined, options: Options) => {
      const pulumi = await findPulumi();
      const stack = await stackOf(options, pulumi);
      const update = new Update(pulumi, stack, options, console);
      const code = options.clear
        ? await clear(update, service)
        : await rollBack(update, planOf(await readDeployed(pulumi, stack), service));
      exit(code);
    });
}

/** Changes of a pin, each with the `up` that makes it so. */
class Update {
  private readonly ask: boolean;

  constructor(
    readonly pulumi: PulumiCommand,
    readonly stack: string,
    readonly options: Options,
    readonly console: Console,
  ) {
    this.ask = asksFirst({ command: "rollback", stack, yes: options.yes }, console);
  }

  /** Pins a service, or ends its pin, and runs `up`. Where that fails, the pin is again as it was. */
  async pin(service: string, pin: Pin | undefined): Promise<number> {
    const { pulumi, stack, options, console } = this;
    const before = await pinOf(pulumi, stack, service);
    await setPin(pulumi, stack, service, pin);
    const output = options.json ? "stderr" : "stdout";
    const code = await pulumi.run(["up", ...updateFlags(stack, this.ask)], output);
    if (code === 0) return ExitCode.Fine;
    await setPin(pulumi, stack, service, before);
    console.err(`gatehouse: up did not succeed. The configuration is again as it was.\n`);
    return ExitCode.Problems;
  }

  /** Prints the result: text, or with --json the data. */
  report(text: string, data: object): void {
    const { console, options, stack } = this;
    console.out(options.json ? jsonDocument({ stack, ...data }) : text);
  }
}

async function rollBack(update: Update, plan: Plan): Promise<number> {
  const { service, now, before } = plan;
  const { docker, name } = service;
  const image =
    service.tasks.length > 0
      ? before.image
      : await exactImage(connect(docker), before).catch(failedAt(docker));
  const options = await optionsBefore(update.pulumi, update.stack, service);
  const names = Object.keys(options);
  const others = names.length === 0 ? {} : { options: JSON.stringify(options) };
  const code = await update.pin(name, { image, ...others });
  if (code !== 0) return code;
  update.report(rolledBackText(plan, { image, options: names }, update.stack), {
    ...{ service: name, from: now.image, to: before.image, pin: image, options: names },
  });
  return code;
}

async function clear(update: Update, service: string | undefined): Promise<number> {
  const { pulumi, stack } = update;
  if (service === undefined) {
    throw new CommandFailure("name the service whose pin ends: gatehouse rollback --clear shop");
  }
  if ((await pinOf(pulumi, stack, service)) === undefined) {
    throw new CommandFailure(
      `nothing pins service "${service}" in stack "${bareName(stack)}".`,
      ExitCode.Problems,
    );
  }
  const code = await update.pin(service, undefined);
  if (code === 0) update.report(clearedText(service), { service, cleared: true });
  return code;
}

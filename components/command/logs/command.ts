import type { Command } from "commander";
import { readLog, refusedLog, type StampedLine } from "../../docker/containers/log-stream";
import { connect } from "../../docker/host/client";
import type { Console } from "../console";
import { readDeployed } from "../stack/deployed";
import { type StackOptions, stackOf, stackOptions } from "../stack/options";
import { dockerHostOption } from "../stack/proxy";
import type { FindPulumi } from "../stack/pulumi";
import { failedAt } from "../stack/unreachable";
import { isAbout } from "./entry";
import { followAll } from "./follow";
import { inOrder, type MergedLine, Merger } from "./merge";
import { sinceStamp, tailOf } from "./options";
import { Shower } from "./show";
import { reachedAt, type Source, type Wanted, wantedLogs } from "./sources";

const HELP = `
Examples:
  $ gatehouse logs shop
  $ gatehouse logs -f --since 10m shop
  $ gatehouse logs --json | jq .line

Of the proxy it shows the lines about the service: requests of its hosts, where it has an access log, and their
errors, its certificates, and complaints about its labels. Without a service it shows everything of the stack.
With -f the containers of a new release join. Ctrl-C ends it. --json prints an object a line.

Exit codes: 0 printed; 1 a Docker host does not answer; 2 wrong usage; 130 ended by Ctrl-C.`;

/** The exit code of a program that an interrupt ends. */
const INTERRUPTED = 130;

/** Lines of a proxy that are read at most to find those about a service, without --since. */
const SEARCHED = 5000;

interface Options extends StackOptions {
  readonly follow: boolean;
  readonly since?: string;
  readonly tail?: number;
  readonly host?: string;
}

/** Adds `gatehouse logs`. */
export function addLogs(
  program: Command,
  console: Console,
  exit: (code: number) => void,
  findPulumi: FindPulumi,
): void {
  stackOptions(program.command("logs"))
    .description("show what a service and the proxy in front of it wrote, in one order")
    .argument("[service]", "the service (default: all of the stack)")
    .option("-f, --follow", "go on with the lines to come", false)
    .option("--since <time>", "only lines from then on: 10m, 1h30m, 2026-11-27T08:00", (text) =>
      sinceStamp(text),
    )
    .option(
      "--tail <lines>",
      "only the last lines, or all (default: 100; all with --since)",
      tailOf,
    )
    .addOption(dockerHostOption())
    .addHelpText("after", HELP)
    .action(async (service: string | undefined, options: Options, command: Command) => {
      const pulumi = await findPulumi();
      const stack = await stackOf(options, pulumi);
      const deployed = await readDeployed(pulumi, stack);
      const wanted = reachedAt(wantedLogs(deployed, service), options.host);
      const { since, follow, json } = options;
      const given = command.getOptionValueSource("tail") !== undefined;
      const tail = given || since !== undefined ? options.tail : 100;
      const { colours } = console;
      const shower = new Shower(
        { colours, json },
        wanted.sources.map(({ name }) => name),
      );
      const show = (lines: readonly MergedLine[]) => {
        for (const line of lines) console.out(shower.text(line));
      };
      const seen = new Map<string, string>();
      show(await linesSoFar(wanted, { since, tail }, seen));
      if (!follow) return;
      exit(await followUntilInterrupt(wanted, seen, show));
    });
}

/** Logs that are read at a time: over ssh each has a connection of its own, and sshd refuses more than ten. */
const AT_A_TIME = 8;

/** The lines so far of all sources in one order; keeps the stamp of each source's last line. */
async function linesSoFar(
  wanted: Wanted,
  part: Pick<Options, "since" | "tail">,
  seen: Map<string, string>,
): Promise<MergedLine[]> {
  const rest = [...wanted.sources];
  const read: MergedLine[] = [];
  while (rest.length > 0) {
    const some = rest.splice(0, AT_A_TIME);
    const lines = await Promise.all(some.map((source) => linesOf(wanted, source, part, seen)));
    read.push(...lines.flat());
  }
  const all = inOrder(read);
  const { tail = all.length } = part;
  return all.slice(all.length - Math.min(tail, all.length));
}

async function linesOf(
  wanted: Wanted,
  source: Source,
  { since: after = "", tail }: Pick<Options, "since" | "tail">,
  seen: Map<string, string>,
): Promise<MergedLine[]> {
  const searched = source.proxy && wanted.subject !== undefined;
  const part = { after, tail: after === "" ? (searched ? SEARCHED : tail) : undefined };
  const log = readLog(connect(source.docker), source, part).catch(refusedLog);
  const lines = await log.catch(failedAt(source.docker));
  seen.set(source.id, lines.at(-1)?.stamp ?? after);
  return lines.flatMap((line) => mergedLine(wanted, source, line));
}

/** The line for the one order; none of a proxy that is about something else. */
function mergedLine({ subject }: Wanted, source: Source, line: StampedLine): MergedLine[] {
  const { name, proxy } = source;
  if (proxy && subject !== undefined && !isAbout(line.text, subject)) return [];
  return [{ ...line, source: name, proxy }];
}

/** Shows the lines to come until somebody interrupts the command; returns its exit code. */
async function followUntilInterrupt(
  wanted: Wanted,
  seen: Map<string, string>,
  show: (lines: readonly MergedLine[]) => void,
): Promise<number> {
  const ending = new AbortController();
  const interrupt = () => ending.abort();
  const merger = new Merger();
  const timer = setInterval(() => show(merger.take()), 50);
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  // A reader such as head may leave early.
  process.stdout.on("error", interrupt);
  try {
    const add = (source: Source, line: StampedLine) => {
      for (const each of mergedLine(wanted, source, line)) merger.add(each);
    };
    await followAll(wanted, seen, add, ending.signal);
    return ending.signal.aborted ? INTERRUPTED : 0;
  } finally {
    clearInterval(timer);
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    process.stdout.off("error", interrupt);
    show(merger.take(0));
  }
}

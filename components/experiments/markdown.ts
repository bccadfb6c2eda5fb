import { moment, share, time } from "./format";
import { type Part, type Report, Result } from "./report";
import { verdictRows } from "./verdicts";

const RESULTS: Readonly<Record<Result, string>> = {
  [Result.Met]: "All objectives are met.",
  [Result.Missed]: "An objective is missed.",
  [Result.NotSteady]: "The service was not in its steady state, so the run made no fault.",
  [Result.Interrupted]: "A person stopped the run; the figures cover it until then.",
};

/** `report.md`. */
export function markdownOf(report: Report): string {
  const { name, description, result, verdicts, phases, faults, failures } = report;
  const reasons = Object.entries(failures);
  const parts = [
    `# ${name}`,
    description,
    `**${RESULTS[result]}**`,
    facts(report),
    table(verdictRows(verdicts)),
    "![Latency and success over time](chart.svg)",
    "## Phases",
    table(partRows("phase", phases)),
    ...(faults.length > 0 ? ["## Faults", table(partRows("fault", faults))] : []),
    ...(reasons.length > 0
      ? [
          "## Failed requests",
          table([["reason", "requests"], ...reasons.map(([text, count]) => [text, `${count}`])]),
        ]
      : []),
    "Latencies are those of the requests that succeeded.",
  ];
  return `${parts.join("\n\n")}\n`;
}

function facts({ started, stack, url, proxy, toxiproxy, seed }: Report): string {
  const lines = [
    `- Started: ${started}`,
    `- Requested: ${url}, of stack ${stack}`,
    `- Disturbed: the proxy ${proxy} of Toxiproxy ${toxiproxy}`,
    ...(seed === undefined ? [] : [`- Seed: ${seed}; \`--seed ${seed}\` draws the same faults`]),
  ];
  return lines.join("\n");
}

function partRows(title: string, parts: readonly Part[]): string[][] {
  return [
    [title, "from", "to", "requests", "success", "p50", "p99"],
    ...parts.map(({ name, from, to, requests, successRate, p50, p99 }) => [
      name,
      moment(from),
      moment(to),
      `${requests}`,
      share(successRate),
      time(p50),
      time(p99),
    ]),
  ];
}

function table([heading = [], ...rows]: string[][]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}

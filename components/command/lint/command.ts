import { type Command, Option } from "commander";
import { DEFAULT_LABEL_PREFIX } from "../../labels";
import type { Console } from "../console";
import { CommandFailure, ExitCode } from "../failure";
import { hostOption, kindOf, kindOption, readSource, SourceKind } from "../import/sources";
import { findProblems } from "./check";
import { type Finding, Severity } from "./finding";
import { ReportFormat, reportOf } from "./report";

const HELP = `
Examples:
  $ gatehouse lint compose.yaml
  compose.yaml:9:7: error: web caddy.reverse_proxi: site "shop.localhost": must not have "reverse_proxi", …
  $ gatehouse lint compose.yaml other/compose.yaml --format sarif > labels.sarif
  $ gatehouse lint --from containers --host ssh://root@shop.example.com

An error is what Caddy or the plugin would refuse, or read as something else. A warning depends on what the
file does not show: the modules of the proxy's image, a base Caddyfile, a variable that is not set.

Exit codes: 0 no error; 1 errors; 2 wrong usage, or a file that can't be read.`;

interface Options {
  readonly format: ReportFormat;
  readonly json?: boolean;
  readonly prefix: string;
  readonly envFile: string[];
  readonly from?: SourceKind;
  readonly host?: string;
  readonly module?: string[];
  readonly directive?: string[];
  readonly snippet?: string[];
}

/** Adds `gatehouse lint`. */
export function addLint(program: Command, console: Console, exit: (code: ExitCode) => void): void {
  program
    .command("lint")
    .description("check the labels of compose files, or of containers, for Caddy Docker Proxy")
    .argument(
      "[sources...]",
      'compose files, folders with one, shell scripts, or "-" for standard input; each is checked by itself (default: ".")',
    )
    .addOption(kindOption([SourceKind.Compose, SourceKind.DockerRun, SourceKind.Containers]))
    .addOption(hostOption())
    .addOption(
      new Option("--format <format>", "form of the report")
        .choices(Object.values(ReportFormat))
        .default(ReportFormat.Text),
    )
    .addOption(new Option("--json", "the same as --format json").conflicts("format"))
    .option("--prefix <prefix>", "prefix of the labels", DEFAULT_LABEL_PREFIX)
    .option("--env-file <file...>", "files with variables, in place of .env", [])
    .option(
      "--module <module...>",
      "modules of the proxy's image, such as dns.providers.cloudflare",
    )
    .option("--directive <directive...>", "directives of those modules")
    .option("--snippet <name...>", "snippets of a base Caddyfile")
    .addHelpText("after", HELP)
    .action(async (given: string[], options: Options) => {
      const { from: kind, host, envFile: envFiles, prefix } = options;
      const { module: modules, directive: directives, snippet: snippets } = options;
      const findings: Finding[] = [];
      for (const path of given.length > 0 ? given : ["."]) {
        if ((kind ?? kindOf(path)) === SourceKind.Caddyfile) throw noLabels(path);
        const source = await readSource({ path, kind, envFiles, host }, console);
        findings.push(...findProblems(source, { prefix, modules, directives, snippets }));
      }
      console.out(reportOf(findings, options.json ? ReportFormat.Json : options.format));
      const failed = findings.some(({ severity }) => severity === Severity.Error);
      exit(failed ? ExitCode.Problems : ExitCode.Fine);
    });
}

function noLabels(path: string): CommandFailure {
  return new CommandFailure(`${path}: a Caddyfile has no labels: caddy validate checks it.`);
}

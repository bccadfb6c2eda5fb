import { type Command, Option } from "commander";
import { DEFAULT_LABEL_PREFIX } from "../../labels";
import { readCompose } from "../compose/read";
import type { Console } from "../console";
import { ExitCode } from "../failure";
import { findProblems } from "./check";
import { Severity } from "./finding";
import { ReportFormat, reportOf } from "./report";

const HELP = `
Example:
  $ gatehouse lint compose.yaml
  compose.yaml:9:7: error: web caddy.reverse_proxi: site "shop.localhost": must not have "reverse_proxi", …

An error is what Caddy or the plugin would refuse, or read as something else. A warning depends on what the
file does not show: the modules of the proxy's image, a base Caddyfile, a variable that is not set.

Exit codes: 0 no error; 1 errors; 2 wrong usage, or a file that can't be read.`;

interface Options {
  readonly format: ReportFormat;
  readonly prefix: string;
  readonly envFile: string[];
  readonly module?: string[];
  readonly directive?: string[];
  readonly snippet?: string[];
}

/** Adds `gatehouse lint`. */
export function addLint(program: Command, console: Console, exit: (code: ExitCode) => void): void {
  program
    .command("lint")
    .description("check the labels of a compose file for Caddy Docker Proxy")
    .argument("[source]", 'a compose file, a folder with one, or "-" for standard input', ".")
    .addOption(
      new Option("--format <format>", "form of the report")
        .choices(Object.values(ReportFormat))
        .default(ReportFormat.Text),
    )
    .option("--prefix <prefix>", "prefix of the labels", DEFAULT_LABEL_PREFIX)
    .option("--env-file <file...>", "files with variables, in place of .env", [])
    .option(
      "--module <module...>",
      "modules of the proxy's image, such as dns.providers.cloudflare",
    )
    .option("--directive <directive...>", "directives of those modules")
    .option("--snippet <name...>", "snippets of a base Caddyfile")
    .addHelpText("after", HELP)
    .action(async (source: string, options: Options) => {
      const project = await readCompose(source, { envFiles: options.envFile }, console);
      const findings = findProblems(project, {
        prefix: options.prefix,
        modules: options.module,
        directives: options.directive,
        snippets: options.snippet,
      });
      console.out(reportOf(findings, options.format));
      const failed = findings.some(({ severity }) => severity === Severity.Error);
      exit(failed ? ExitCode.Problems : ExitCode.Fine);
    });
}

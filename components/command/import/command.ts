import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { DEFAULT_LABEL_PREFIX } from "../../labels";
import { askDockerCompose } from "../compose/docker-compose";
import type { Console } from "../console";
import { ExitCode } from "../failure";
import { checkImported } from "./check";
import { writeProgram } from "./files";
import { type Imported, importSource } from "./program";
import { remarkLine } from "./remark";
import type { Source } from "./source";
import { hostOption, kindOption, readSource, SourceKind } from "./sources";

const HELP = `
Example:
  $ gatehouse import compose.yaml --out shop
  $ cd shop && npm install && pulumi stack init dev && pulumi preview

What the program does not have is listed on standard error, each with its line and what to do, and stands as
a comment in the program. --check runs the program without Docker and compares its routes with those of the
labels: "same" means that Caddy does the same, but for what every ProxiedService adds so that an update loses
no request (retries, a short timeout to connect, streams that outlive a reload).

Exit codes: 0 written, or the same; 1 the routes differ; 2 wrong usage, or a source that can't be read.`;

interface Options {
  readonly prefix: string;
  readonly envFile: string[];
  readonly compose: boolean;
  readonly out?: string;
  readonly newVolumes: boolean;
  readonly force: boolean;
  readonly check: boolean;
  readonly from?: SourceKind;
  readonly host?: string;
  readonly caddyfile?: string;
}

/** Adds `gatehouse import`. */
export function addImport(
  program: Command,
  console: Console,
  exit: (code: ExitCode) => void,
): void {
  program
    .command("import")
    .description("write a typed program for what compose, docker run or a Caddyfile runs")
    .argument(
      "[source]",
      'a compose file, a folder with one, a shell script, a Caddyfile, or "-"',
      ".",
    )
    .addOption(kindOption(Object.values(SourceKind)))
    .addOption(hostOption())
    .option("--caddyfile <file>", "base Caddyfile of the proxy, which its labels are beside")
    .option("--out <folder>", "folder of the program (default: index.ts on standard output)")
    .option("--check", "only compare the routes of the program with those of the labels", false)
    .option("--force", "replace an index.ts that is there", false)
    .option("--prefix <prefix>", "prefix of the labels", DEFAULT_LABEL_PREFIX)
    .option("--env-file <file...>", "files with variables, in place of .env", [])
    .option(
      "--no-compose",
      "read a compose file without docker compose, which reads it if it is there",
    )
    .option("--new-volumes", "volumes of the program's own, in place of the existing ones", false)
    .addHelpText("after", HELP)
    .action(async (given: string, options: Options) => {
      const { from: kind, host, caddyfile, envFile: envFiles } = options;
      const compose = options.compose ? askDockerCompose : undefined;
      const source = await readSource(
        { path: given, kind, envFiles, compose, caddyfile, host },
        console,
      );
      const out = resolve(options.check ? source.folder : (options.out ?? source.folder));
      const { prefix, newVolumes } = options;
      const imported = importSource(source, { prefix, newVolumes, out });
      for (const remark of imported.remarks) console.err(remarkLine(remark));
      exit(
        options.check
          ? await check(imported, source, console)
          : write(imported, source, options, console),
      );
    });
}

async function check(imported: Imported, source: Source, console: Console): Promise<ExitCode> {
  const found = await checkImported(imported, source.folder);
  const left = imported.labels.filter(({ mistakes }) => mistakes.length > 0).length;
  const rest = left === 0 ? "" : ` ${left} with labels that are not carried over.`;
  if (found.length === 0) {
    console.out(`same: ${imported.labels.length} services with labels.${rest}\n`);
    return ExitCode.Fine;
  }
  for (const { what, message } of found) console.out(`different: ${what}: ${message}\n`);
  return ExitCode.Problems;
}

function write(imported: Imported, source: Source, options: Options, console: Console): ExitCode {
  const { text, configuration } = imported;
  for (const { key, secret } of configuration.keys()) {
    console.err(
      `${source.file}: note: pulumi config set ${secret ? "--secret " : ""}${key} <value>\n`,
    );
  }
  if (options.out === undefined) console.out(text);
  else {
    const files = writeProgram(options.out, text, options.force);
    const folder = relative(process.cwd(), resolve(options.out)) || ".";
    console.out(`${folder}: ${files.join(", ")}\n`);
    if (!files.includes("package.json")) {
      console.err(
        `${folder}/package.json: note: it is yours and stays. Its main must be "main.cjs".\n`,
      );
    }
  }
  return ExitCode.Fine;
}

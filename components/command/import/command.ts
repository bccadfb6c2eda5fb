import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { DEFAULT_LABEL_PREFIX } from "../../labels";
import { askDockerCompose } from "../compose/docker-compose";
import type { Console } from "../console";
import { ExitCode } from "../failure";
import { jsonDocument } from "../json";
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

--json prints one document: remarks, and the program or its files, or what differs.

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
  readonly json: boolean;
}

/** What the command answers, as text and as data. */
interface Answer {
  readonly code: ExitCode;
  readonly text: string;
  readonly notes: readonly string[];
  readonly data: object;
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
    .option("--json", "print one JSON document", false)
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
      const answer = () =>
        options.check ? check(imported, source) : write(imported, source, options);
      exit(await print(imported, answer, options, console));
    });
}

/** Prints the remarks, then the answer. */
async function print(
  { remarks }: Imported,
  answer: () => Promise<Answer> | Answer,
  { json }: Options,
  console: Console,
): Promise<ExitCode> {
  if (json) {
    const { code, data } = await answer();
    console.out(jsonDocument({ remarks, ...data }));
    return code;
  }
  for (const remark of remarks) console.err(remarkLine(remark));
  const { code, text, notes } = await answer();
  for (const note of notes) console.err(`${note}\n`);
  console.out(text);
  return code;
}

async function check(imported: Imported, source: Source): Promise<Answer> {
  const different = await checkImported(imported, source.folder);
  const services = imported.labels.length;
  const left = imported.labels.filter(({ mistakes }) => mistakes.length > 0).length;
  const data = { services, left, different };
  if (different.length > 0) {
    const lines = different.map(({ what, message }) => `different: ${what}: ${message}\n`);
    return { code: ExitCode.Problems, text: lines.join(""), notes: [], data };
  }
  const rest = left === 0 ? "" : ` ${left} with labels that are not carried over.`;
  const text = `same: ${services} ${services === 1 ? "service" : "services"} with labels.${rest}\n`;
  return { code: ExitCode.Fine, text, notes: [], data };
}

function write(imported: Imported, { file }: Source, options: Options): Answer {
  const { text, configuration } = imported;
  const keys = configuration.keys();
  const notes = keys.map(
    ({ key, secret }) =>
      `${file}: note: pulumi config set ${secret ? "--secret " : ""}${key} <value>`,
  );
  if (options.out === undefined) {
    return { code: ExitCode.Fine, text, notes, data: { program: text, configuration: keys } };
  }
  const files = writeProgram(options.out, text, options.force);
  const folder = relative(process.cwd(), resolve(options.out)) || ".";
  if (!files.includes("package.json")) {
    notes.push(`${folder}/package.json: note: it is yours and stays. Its main must be "main.cjs".`);
  }
  const data = { folder, files, configuration: keys };
  return { code: ExitCode.Fine, text: `${folder}: ${files.join(", ")}\n`, notes, data };
}

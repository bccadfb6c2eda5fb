import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { DEFAULT_LABEL_PREFIX } from "../../labels";
import type { Console } from "../console";
import { CommandFailure, ExitCode } from "../failure";
import { runProgram } from "../program/run";
import { yamlFile } from "../yaml-file";
import { labelsOfDeclared } from "./exported";
import { LabelFormat, labelFileProblems, labelsText, type ServiceLabels } from "./format";

const HELP = `
Examples:
  $ gatehouse labels sites.ts
  services:
    shop:
      labels:
        caddy: shop.localhost
        caddy.reverse_proxy: "{{upstreams 8080}}"
  $ gatehouse labels sites.ts --format env > shop.env

The module exports sites made with gatehouse/labels, by the names of the services; the builders check them. Of
a program of Pulumi's, which runs without an engine and without Docker, it prints the labels that are there:
those of services with labelsOn: LabelsOn.Container suit a compose file, others name files of the proxy.

Exit codes: 0 printed; 1 nothing exported; 2 wrong usage, or a module that fails.`;

interface Options {
  readonly format: LabelFormat;
  readonly json?: boolean;
  readonly prefix: string;
  readonly stack: string;
}

/** Adds `gatehouse labels`. */
export function addLabels(
  program: Command,
  console: Console,
  exit: (code: ExitCode) => void,
): void {
  program
    .command("labels")
    .description("print the labels of typed sites, or of a program, for compose or docker run")
    .argument("<module>", "a module that exports sites, or the main file of a program")
    .addOption(
      new Option("--format <format>", "form of the labels")
        .choices(Object.values(LabelFormat))
        .default(LabelFormat.Compose),
    )
    .addOption(new Option("--json", "the same as --format json").conflicts("format"))
    .option("--prefix <prefix>", "prefix of the labels", DEFAULT_LABEL_PREFIX)
    .option("--stack <name>", "stack whose configuration the program reads", "dev")
    .addHelpText("after", HELP)
    .action(async (module: string, options: Options) => {
      const services = await servicesOf(resolve(module), options);
      const format = options.json ? LabelFormat.Json : options.format;
      console.out(labelsText(services, format));
      const problems = format === LabelFormat.Env ? labelFileProblems(services) : [];
      for (const problem of problems) console.err(`gatehouse: note: ${problem}\n`);
      if (services.length > 0) return;
      console.err(
        `gatehouse: ${module}: neither exports a site nor declares a container with labels.\n`,
      );
      exit(ExitCode.Problems);
    });
}

async function servicesOf(file: string, { prefix, stack }: Options): Promise<ServiceLabels[]> {
  if (!existsSync(file)) throw new CommandFailure(`${file}: there is no such file.`);
  if (!/\.[cm]?[jt]s$/.test(file)) {
    throw new CommandFailure(`${file}: must be a module: a file .ts, .js, .cjs or .mjs.`);
  }
  const { project, config } = settingsOf(dirname(file), stack);
  const { declared, exported } = await runProgram({ file, project, stack, config, prefix });
  return exported.length > 0 ? exported : labelsOfDeclared(declared, prefix);
}

/** The project's name, and a stack's configuration; a secret is its key. */
function settingsOf(
  folder: string,
  stack: string,
): { project: string; config: Record<string, string> } {
  const { name } = fileIn(folder, "Pulumi.yaml") as { name?: string };
  const { config = {} } = fileIn(folder, `Pulumi.${stack}.yaml`) as {
    config?: Record<string, unknown>;
  };
  const values = Object.entries(config).map(([key, value]) => [key, settingText(key, value)]);
  return { project: name ?? "project", config: Object.fromEntries(values) };
}

function settingText(key: string, value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return "secure" in value ? key : JSON.stringify(value);
}

function fileIn(folder: string, name: string): unknown {
  const file = join(folder, name);
  return existsSync(file) ? (yamlFile(file) ?? {}) : {};
}

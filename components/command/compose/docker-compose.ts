// Docker Compose's own reading of a project: `docker compose config`.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";

/** The files of a project, as they were given to the command. */
export interface ComposeFiles {
  /** The folder of the project. */
  readonly folder: string;
  /** Paths, or `-` for standard input. */
  readonly files: readonly string[];
  /** The text of standard input. */
  readonly input?: string;
  readonly envFiles: readonly string[];
}

/** What compose makes of a project, or why it refuses it; `undefined` where there is no compose. */
export type ComposeConfig = { readonly model: unknown } | { readonly problem: string } | undefined;

/** Asks compose for its reading of a project. */
export type AskCompose = (files: ComposeFiles) => Promise<ComposeConfig>;

/** The commands of compose, as a plugin of Docker's client and as a program of its own. */
const COMMANDS = [["docker", "compose"], ["docker-compose"]] as const;

/**
 * Runs `docker compose config` with all profiles, and without what only its own machine knows: paths stay as they
 * are written, and networks get no names.
 */
export async function askDockerCompose(files: ComposeFiles): Promise<ComposeConfig> {
  for (const command of COMMANDS) {
    const version = await run([...command, "version"], files.folder);
    if (version.code !== 0 || !/v2|version (v?2|dev|[3-9])/i.test(version.out)) continue;
    const { code, out, err } = await run(
      [...command, ...configArgs(files)],
      files.folder,
      files.input,
    );
    if (code === 0) return { model: unescaped(JSON.parse(out)) };
    return { problem: lastLine(err) };
  }
  return undefined;
}

/** The arguments of the command that the recorded models of the tests were made with. */
function configArgs({ files, envFiles }: ComposeFiles): string[] {
  return [
    ...files.flatMap((file) => ["--file", file === "-" ? file : resolve(file)]),
    ...envFiles.flatMap((file) => ["--env-file", resolve(file)]),
    ...["--profile", "*", "config", "--format", "json"],
    ...["--no-normalize", "--no-path-resolution", "--no-consistency"],
  ];
}

/** The last line of an error that is no warning. */
function lastLine(err: string): string {
  const lines = err.split(/\r?\n/).filter((line) => line !== "" && !/level=warning/.test(line));
  return lines.at(-1) ?? "it gives no reason";
}

/** The model with single dollar signs, which compose doubles in what it prints. */
function unescaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$$", "$");
  if (Array.isArray(value)) return value.map(unescaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unescaped(each)]));
}

/** Runs a program; the exit code is -1 where there is none of that name. */
async function run([program = "", ...args]: readonly string[], cwd: string, input = "") {
  const child = spawn(program, args, { cwd, stdio: ["pipe", "pipe", "pipe"] });
  const done = new Promise<number>((finish) => {
    child.on("error", () => finish(-1));
    child.on("close", (code) => finish(code ?? -1));
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await done, out, err };
}

import { dirname, resolve } from "node:path";
import { Option } from "commander";
import type { AskCompose } from "../../compose/docker-compose";
import { readText } from "../../compose/file-reader";
import { type ComposeProject, readCompose } from "../../compose/read";
import type { Console } from "../../console";
import type { Remark } from "../remark";
import type { Source } from "../source";
import { baseLabels, caddyfileSource } from "./caddyfile";
import { containersSource } from "./containers";
import { dockerRunSource } from "./docker-run";

/** The kinds of sources of a program. */
export const SourceKind = {
  Compose: "compose",
  /** Lines with `docker run`, such as a shell script. */
  DockerRun: "docker-run",
  Caddyfile: "caddyfile",
  /** The running containers of a Docker host. */
  Containers: "containers",
} as const;
export type SourceKind = (typeof SourceKind)[keyof typeof SourceKind];

/** Where a source is. */
export interface SourcePlace {
  /** A file, a folder, or `-` for standard input. */
  readonly path: string;
  /** Default: by the file's name, else compose. */
  readonly kind?: SourceKind;
  readonly envFiles: readonly string[];
  /** Asks compose itself how it reads a compose file. Default: only the files are read. */
  readonly compose?: AskCompose;
  /** The base Caddyfile of the proxy. Default: it has none. */
  readonly caddyfile?: string;
  /** The Docker host of containers. Default: that of Docker's client. */
  readonly host?: string;
}

/** The option for a source's kind. */
export function kindOption(kinds: readonly SourceKind[]): Option {
  const option = new Option(
    "--from <kind>",
    "kind of the source (default: by its name, else compose)",
  );
  return option.choices(kinds);
}

/** The option for the Docker host of containers. */
export function hostOption(): Option {
  return new Option("--host <url>", "Docker host of --from containers (default: that of docker)");
}

/** Reads the source of a program. */
export async function readSource(place: SourcePlace, console: Console): Promise<Source> {
  const { caddyfile } = place;
  const source = await readServices(place, console);
  if (caddyfile === undefined) return source;
  return { ...source, base: baseLabels(caddyfile, readText(caddyfile)) };
}

async function readServices(place: SourcePlace, console: Console): Promise<Source> {
  const { path, envFiles, compose, host, kind = kindOf(path) } = place;
  if (kind === SourceKind.Compose) {
    return withRefusal(await readCompose(path, { envFiles, compose }, console));
  }
  if (kind === SourceKind.Containers) return containersSource(host);
  const standard = path === "-";
  const text = standard ? await console.input() : readText(path);
  const file = standard ? "<stdin>" : path;
  if (kind === SourceKind.DockerRun) return dockerRunSource(file, text);
  return caddyfileSource(file, text, standard ? process.cwd() : dirname(resolve(path)));
}

/** The project with the reasons why compose refuses it, if it does. */
export function withRefusal(project: ComposeProject): Source {
  const place = { file: project.file, line: 1, column: 1 };
  const message = `docker compose config refuses it: ${project.refusal}. The files were read without it.`;
  const refusal = project.refusal === undefined ? [] : [{ place, message, left: false }];
  // Unknown keys are listed where the keys are carried over.
  const wrong = project.problems.filter(({ unknown }) => !unknown);
  const shapes = wrong.map((problem): Remark => {
    return {
      place: problem.place,
      message: `compose refuses it: ${problem.path} ${problem.message}`,
      left: false,
    };
  });
  return { ...project, remarks: [...refusal, ...shapes] };
}

/** The kind of a source by its name. */
export function kindOf(path: string): SourceKind {
  if (/(^|[/\\])Caddyfile[^/\\]*$|\.caddy(file)?$/i.test(path)) return SourceKind.Caddyfile;
  return /\.(sh|bash)$/.test(path) ? SourceKind.DockerRun : SourceKind.Compose;
}

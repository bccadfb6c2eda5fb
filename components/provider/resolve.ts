import { existsSync } from "node:fs";
import { join } from "node:path";
import { contextHost, type HostSurroundings, surroundings } from "../docker/host/contexts";
import {
  type ConfiguredHost,
  defaultContextProblem,
  HostSource,
  type ResolvedHost,
  resolveWithSource,
} from "../docker/host/host";
import { type Problem, problem, schemaProblems } from "../schema/problems";
import { Refusal } from "../schema/refusal";
import { type DockerHostArgs, dockerHostSchema, toConfiguredHost } from "./docker-host-args";

/**
 * Resolves the Docker host of typed arguments; without any, the one that Docker's client chooses.
 *
 * @param prefix stands before each argument in a message: `gatehouse:host.` in a stack's file.
 * @throws Refusal of the subject, with every problem.
 */
export function resolveTypedHost(
  subject: string,
  args: DockerHostArgs,
  prefix = "",
  around: HostSurroundings = surroundings(),
): ResolvedHost {
  const refused = (problems: readonly Problem[]) =>
    new Refusal(
      subject,
      problems.map(({ path, message }) => problem(prefix + path, message)),
    );
  const result = dockerHostSchema(around.platform).safeParse(args);
  const problems = result.success ? missingFiles(args, around) : schemaProblems(result.error, args);
  if (problems.length > 0) throw refused(problems);
  const resolved = resolveConfiguredHost(subject, toConfiguredHost(args), around);
  const { url } = resolved.host;
  if (args.ssh === undefined || url.startsWith("ssh:")) return resolved;
  throw refused([problem("ssh", `is for a host on ssh://, and this one is ${url}.`)]);
}

/**
 * Resolves a host as {@link resolveWithSource} does.
 *
 * @throws Refusal of the subject where no host can be resolved.
 */
export function resolveConfiguredHost(
  subject: string,
  configured: ConfiguredHost,
  around: HostSurroundings = surroundings(),
): ResolvedHost {
  try {
    const resolved = resolveWithSource(configured, around);
    const obstacle = defaultContextProblem(around) ?? overruled(resolved, around);
    if (obstacle !== undefined) throw new Error(obstacle);
    return resolved;
  } catch (error) {
    throw new Refusal(subject, [error instanceof Error ? error.message : `${error}`]);
  }
}

/** The official Docker provider follows `DOCKER_CONTEXT` even where its arguments name a host. */
function overruled({ host, source, context }: ResolvedHost, around: HostSurroundings) {
  const variable = around.environment.DOCKER_CONTEXT;
  if (!variable || source === HostSource.ContextVariable || variable === context) return undefined;
  const other = contextHost(variable, around)?.url;
  if (other === undefined || other === host.url) return undefined;
  return (
    `DOCKER_CONTEXT names "${variable}" (${other}), where the Docker provider would go instead of ` +
    `${host.url}, which goes before it. Unset DOCKER_CONTEXT.`
  );
}

const MATERIAL = ["ca.pem", "cert.pem", "key.pem"];

function missingFiles(
  { certificates, ssh }: DockerHostArgs,
  { home }: HostSurroundings,
): Problem[] {
  const missing = (file: unknown): file is string =>
    typeof file === "string" && !existsSync(file.replace(/^~(?=[\\/])/, home));
  const directory = certificates?.directory;
  const absent = MATERIAL.filter(
    (file) => typeof directory === "string" && missing(join(directory, file)),
  );
  const got = (value: unknown) => `got ${JSON.stringify(value)}.`;
  return [
    ...(absent.length === 0
      ? []
      : [problem("certificates.directory", `has no ${absent.join(", ")}, ${got(directory)}`)]),
    ...(["identityFile", "knownHostsFile"] as const)
      .filter((key) => missing(ssh?.[key]))
      .map((key) => problem(`ssh.${key}`, `is not there, ${got(ssh?.[key])}`)),
  ];
}

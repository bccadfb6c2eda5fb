import { existsSync } from "node:fs";
import { join } from "node:path";
import { contextHost } from "../docker/contexts";
import {
  type ConfiguredHost,
  defaultContextProblem,
  HostSource,
  type ResolvedHost,
  resolveWithSource,
} from "../docker/host";
import { type HostSurroundings, surroundings } from "../docker/surroundings";
import { schemaProblems } from "../schema/problems";
import { Refusal } from "../schema/refusal";
import type { DockerHostArgs } from "./docker-host-args";
import { dockerHostSchema, toConfiguredHost } from "./docker-host-args";

/**
 * The Docker host of typed arguments, or the one that Docker's client chooses.
 *
 * @param prefix stands before each setting in a message: `gatehouse:host.` in a stack's file.
 * @throws Refusal with everything that is wrong, in the name of the subject.
 */
export function resolveTypedHost(
  subject: string,
  args: DockerHostArgs,
  prefix = "",
  around: HostSurroundings = surroundings(),
): ResolvedHost {
  const result = dockerHostSchema(around.platform).safeParse(args);
  const problems = result.success ? missingFiles(args, around) : schemaProblems(result.error, args);
  if (problems.length > 0) {
    throw new Refusal(
      subject,
      problems.map((problem) => prefix + problem),
    );
  }
  const chosen = resolveConfiguredHost(subject, toConfiguredHost(args), around);
  if (args.ssh === undefined || chosen.host.url.startsWith("ssh:")) return chosen;
  const { url } = chosen.host;
  throw new Refusal(subject, [`${prefix}ssh is for a host on ssh://, and this one is ${url}.`]);
}

/**
 * As {@link resolveWithSource}, where what can't be chosen is one message.
 *
 * @throws Refusal in the name of the subject.
 */
export function resolveConfiguredHost(
  subject: string,
  configured: ConfiguredHost,
  around: HostSurroundings = surroundings(),
): ResolvedHost {
  try {
    const chosen = resolveWithSource(configured, around);
    const problem = defaultContextProblem(around) ?? overruled(chosen, around);
    if (problem !== undefined) throw new Error(problem);
    return chosen;
  } catch (error) {
    throw new Refusal(subject, [error instanceof Error ? error.message : String(error)]);
  }
}

/** The official Docker provider goes where `DOCKER_CONTEXT` says, whatever it is told beside. */
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

function missingFiles({ certificates, ssh }: DockerHostArgs, { home }: HostSurroundings): string[] {
  const missing = (file: unknown): file is string =>
    typeof file === "string" && !existsSync(file.replace(/^~(?=[\\/])/, home));
  const directory = certificates?.directory;
  const absent = MATERIAL.filter(
    (file) => typeof directory === "string" && missing(join(directory, file)),
  );
  return [
    ...(absent.length === 0
      ? []
      : [`certificates.directory has no ${absent.join(", ")}, got ${JSON.stringify(directory)}.`]),
    ...(["identityFile", "knownHostsFile"] as const)
      .filter((key) => missing(ssh?.[key]))
      .map((key) => `ssh.${key} is not there, got ${JSON.stringify(ssh?.[key])}.`),
  ];
}

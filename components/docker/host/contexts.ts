// The contexts of Docker's client, in its own files: cli/context/store and cli/config of docker/cli.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { didYouMean } from "../../schema/did-you-mean";
import type { DockerHost } from "./engine";

/** The environment that decides the Docker host, beside the stack's configuration. */
export interface HostSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
}

/** The environment of this process. */
export function surroundings(): HostSurroundings {
  return { environment: process.env, platform: process.platform, home: homedir() };
}

/** The context of the platform's socket; it has no files. */
const DEFAULT_CONTEXT = "default";
const MATERIAL = ["ca.pem", "cert.pem", "key.pem"];

/** The name of the context that `docker context use` chose, if any. */
export function currentContext(surroundings: HostSurroundings): string | undefined {
  const file = join(configDir(surroundings), "config.json");
  if (!existsSync(file)) return undefined;
  const name = field(json(file, "the configuration of Docker's client"), "currentContext");
  return typeof name === "string" && name !== "" ? name : undefined;
}

/**
 * The Docker host of a context; `undefined` for `default`, the platform's socket.
 *
 * @throws Error where the context does not exist or is unusable.
 */
export function contextHost(name: string, surroundings: HostSurroundings): DockerHost | undefined {
  if (name === DEFAULT_CONTEXT) return undefined;
  const contexts = join(configDir(surroundings), "contexts");
  const id = createHash("sha256").update(name).digest("hex");
  const file = join(contexts, "meta", id, "meta.json");
  if (!existsSync(file)) throw new Error(unknownContext(name, join(contexts, "meta")));
  const endpoint = field(field(json(file, `Docker context "${name}"`), "Endpoints"), "docker");
  const url = field(endpoint, "Host");
  if (typeof url !== "string" || url === "") {
    throw new Error(`Docker context "${name}" names no Docker host: ${file}`);
  }
  if (field(endpoint, "SkipTLSVerify") === true) {
    throw new Error(
      `Docker context "${name}" does not verify its host (skip-tls-verify). Give it the ` +
        "certificate of the host's CA: docker context update",
    );
  }
  const certPath = material(name, join(contexts, "tls", id, "docker"));
  return certPath === undefined ? { url } : { url, certPath };
}

/** The folder of a context's certificates, with the file names of `DOCKER_CERT_PATH`. */
function material(name: string, folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const missing = MATERIAL.filter((file) => !existsSync(join(folder, file)));
  if (missing.length === 0) return folder;
  throw new Error(
    `Docker context "${name}" has TLS without ${missing.join(" and ")} in ${folder}. Give it ca, cert ` +
      "and key: docker context update",
  );
}

function unknownContext(name: string, meta: string): string {
  const folders = existsSync(meta) ? readdirSync(meta) : [];
  const found = folders
    .map((folder) => join(meta, folder, "meta.json"))
    .filter((file) => existsSync(file))
    .map((file) => String(field(json(file, "a Docker context"), "Name")));
  const known = [DEFAULT_CONTEXT, ...found].sort();
  return (
    `there is no Docker context "${name}" in ${meta}.${didYouMean(name, known)} Known: ` +
    `${known.join(", ")}. Make it with docker context create.`
  );
}

function configDir({ environment, home }: HostSurroundings): string {
  return environment.DOCKER_CONFIG || join(home, ".docker");
}

function json(file: string, what: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${what} can't be read, ${file}: ${reason}`);
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

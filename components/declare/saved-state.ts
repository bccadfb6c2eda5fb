// The state of the running stack, as its backend has it.
import { execFile } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../docker/host/engine";

/** A container in the state. */
export interface SavedContainer {
  readonly id: string;
  /** Its name on the Docker host. */
  readonly name: string;
  /** The Docker provider that created it. */
  readonly provider: string;
  /** Id of its image. */
  readonly image: string;
  /** Whether an update replaced it and has yet to remove it. */
  readonly replaced: boolean;
}

/** The parts of a state that are compared with a Docker host. */
export interface SavedState {
  /** The ids of all resources, and the volumes of files. */
  readonly ids: ReadonlySet<string>;
  readonly containers: readonly SavedContainer[];
  /** The hosts of the Docker providers, by the providers' ids; without one, the stack's. */
  readonly hosts: ReadonlyMap<string, string | undefined>;
}

interface SavedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly provider?: string;
  /** Whether Pulumi has yet to delete it. */
  readonly delete?: boolean;
  readonly inputs?: { readonly host?: string };
  readonly outputs?: { readonly name?: string; readonly image?: string; readonly volumes?: object };
}

const CONTAINER = "docker:index/container:Container";
const PROVIDER = "pulumi:providers:docker";

/**
 * Reads the state of the running stack by the CLI that runs the program; `undefined` where that can't be
 * asked, as in a program without one.
 */
export async function savedState(): Promise<SavedState | undefined> {
  const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  const options = { maxBuffer: 1 << 30, timeout: 60_000 };
  try {
    const asked = promisify(execFile)(cli(), ["stack", "export", "--stack", stack], options);
    return partsOf(JSON.parse((await asked).stdout).deployment.resources ?? []);
  } catch {
    return undefined;
  }
}

function partsOf(resources: readonly SavedResource[]): SavedState {
  const volumes = resources.flatMap(({ outputs }) => Object.values(outputs?.volumes ?? {}));
  return {
    ids: new Set([
      ...resources.flatMap(({ id }) => id ?? []),
      ...volumes.filter((volume) => typeof volume === "string"),
    ]),
    containers: resources
      .filter(({ type }) => type === CONTAINER)
      .map(({ id = "", provider = "", delete: replaced = false, outputs }) => {
        const { name = "", image = "" } = outputs ?? {};
        return { id, provider, name, image, replaced };
      }),
    hosts: new Map(
      resources
        .filter(({ type }) => type === PROVIDER)
        .map(({ urn, id, inputs }) => [`${urn}::${id}`, inputs?.host]),
    ),
  };
}

/** The containers on a Docker host; none where the state does not say which of several hosts they are on. */
export function containersOn({ url }: DockerHost, { containers, hosts }: SavedState) {
  if (hosts.size === 1) return containers;
  return containers.filter(({ provider }) => hosts.get(provider) === url);
}

/** The CLI that runs this program: on Linux the parent of the language host, elsewhere the one in PATH. */
function cli(): string {
  try {
    const status = readFileSync(`/proc/${process.ppid}/status`, "utf8");
    const [, parent = ""] = /^PPid:\s*(\d+)/m.exec(status) ?? [];
    const program = readlinkSync(`/proc/${parent}/exe`);
    if (basename(program) === "pulumi") return program;
  } catch {
    // Another platform, or another user's process.
  }
  return "pulumi";
}

import { textOf } from "../../schema/canonical";
import { connect } from "../host/client";
import type { DockerHost } from "../host/engine";

/** What an engine's list says of a container. */
export interface Listed {
  readonly id: string;
  readonly name: string;
  /** Docker's word, such as "running" or "exited". */
  readonly state: string;
  /** What its health check found: "healthy", "unhealthy" or "starting"; `undefined` without one. */
  readonly health?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of its networks. */
  readonly networks: readonly string[];
}

/** Containers by id. */
export type Listing = ReadonlyMap<string, Listed>;

/** The last list of each Docker host. */
const lists = new Map<string, Promise<Listing>>();

/**
 * The containers of a Docker host, as this process listed them first: one request answers for all
 * resources of a command. It lists them again where one of `ids` is missing.
 */
export function listing(host: DockerHost, ids: readonly string[]): Promise<Listing> {
  return listed(host, (known) => ids.every((id) => known.has(id)));
}

/** The same, by names. */
export function listingWith(host: DockerHost, names: readonly string[]): Promise<Listing> {
  return listed(host, (known) => {
    const found = new Set([...known.values()].map(({ name }) => name));
    return names.every((name) => found.has(name));
  });
}

async function listed(host: DockerHost, isEnough: (known: Listing) => boolean): Promise<Listing> {
  const key = textOf(host);
  const known = await (lists.get(key) ?? renew(key, host));
  return isEnough(known) ? known : renew(key, host);
}

function renew(key: string, host: DockerHost): Promise<Listing> {
  const asked = list(host);
  lists.set(key, asked);
  asked.catch(() => lists.delete(key));
  return asked;
}

async function list(host: DockerHost): Promise<Listing> {
  const found = await connect(host).listContainers({ all: true });
  return new Map(
    found.map(({ Id: id, Names: [name = ""], State: state, Labels: labels, ...more }) => {
      const networks = Object.keys(more.NetworkSettings?.Networks ?? {});
      const health = healthIn(more.Status);
      return [id, { id, name: name.replace(/^\//, ""), state, health, labels, networks }];
    }),
  );
}

/** The health in Docker's words of a container: `Up 3 minutes (health: starting)`. */
function healthIn(status = ""): string | undefined {
  return /\((?:health: )?(healthy|unhealthy|starting)\)$/.exec(status)?.[1];
}

/** The states of a container that serves nobody, and that a start ends. */
const STOPPED: ReadonlySet<string> = new Set(["created", "exited"]);

export function isStopped({ state }: Pick<Listed, "state">): boolean {
  return STOPPED.has(state);
}

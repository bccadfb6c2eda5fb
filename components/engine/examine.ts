import { connect, type Engine } from "./client";
import { type DockerHost, isLocal } from "./host";
import { imageProblem } from "./images";
import { managerProblem } from "./manager";
import { type FoundNetwork, networksNamed, sameNameProblem } from "./networks";
import { portProblem, type WantedPort } from "./ports";

/** What a stack is going to ask of a Docker host. */
export interface Wanted {
  readonly network: string;
  readonly ports: readonly WantedPort[];
  readonly images: readonly string[];
  /** Whether it has to be a manager of a Swarm. */
  readonly manager?: boolean;
  /** The label and value that mark this stack's own things. */
  readonly ownerLabel: string;
  readonly owner: string;
}

/** What the Docker host has to say to that. */
export interface Examination {
  /** The network of the wanted name, when there is exactly one. */
  readonly network?: FoundNetwork;
  /** What makes a deployment impossible until somebody mends it. */
  readonly problems: readonly string[];
  /** Ports that are taken now: an obstacle to an update, not to a preview. */
  readonly takenPorts: readonly string[];
}

/** Looks at the Docker host before anything is declared. Changes nothing there. */
export async function examine(host: DockerHost, wanted: Wanted): Promise<Examination> {
  try {
    return await ask(connect(host), isLocal(host), wanted);
  } catch (error) {
    return { problems: [unreachable(host, error)], takenPorts: [] };
  }
}

async function ask(engine: Engine, local: boolean, wanted: Wanted): Promise<Examination> {
  const [networks, containers, images, unfit] = await Promise.all([
    networksNamed(engine, wanted.network),
    engine.listContainers(),
    Promise.all(wanted.images.map((image) => imageProblem(engine, image))),
    wanted.manager ? managerProblem(engine) : undefined,
  ]);
  const { ownerLabel, owner } = wanted;
  const ports = await Promise.all(
    wanted.ports.map((port) => portProblem(port, containers, { ownerLabel, owner, local })),
  );
  const ambiguous = networks.length > 1 ? sameNameProblem(wanted.network, networks) : undefined;
  return {
    network: networks.length === 1 ? networks[0] : undefined,
    problems: [ambiguous, unfit, ...images].filter((problem) => problem !== undefined),
    takenPorts: ports.filter((problem) => problem !== undefined),
  };
}

function unreachable(host: DockerHost, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return (
    `no Docker engine answers at ${host.url} (${reason}). Start Docker there (Docker Desktop, or ` +
    "`sudo systemctl start docker`), or name another host with docker:host in the stack's file."
  );
}

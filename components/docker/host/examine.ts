import { imageProblems, type Mirror, type WantedImage } from "../images/images";
import { connect } from "./client";
import { type DockerHost, type Engine, isLocal } from "./engine";
import { networksNamed, sameNameProblem } from "./networks";
import { portProblem, type WantedPort } from "./ports";
import { unreachable } from "./unreachable";

/** What a stack needs of a Docker host. */
export interface Wanted {
  readonly network: string;
  readonly ports: readonly WantedPort[];
  readonly images: readonly WantedImage[];
  /** The mirror that images come from instead of their own registries. */
  readonly mirror?: Mirror;
  /** Directories on the Docker host, by setting. */
  readonly directories?: Readonly<Record<string, string>>;
  /** Whether it must be a manager of a Swarm. */
  readonly manager?: boolean;
  /** The label and its value that mark this stack's resources. */
  readonly ownerLabel: string;
  readonly owner: string;
}

/** The result of {@link examine}. */
export interface Examination {
  /** Obstacles to any deployment. */
  readonly problems: readonly string[];
  /** Ports that are taken now: obstacles to an update, not to a preview. */
  readonly takenPorts: readonly string[];
}

/** Examines the Docker host before the program declares anything; changes nothing. */
export async function examine(host: DockerHost, wanted: Wanted): Promise<Examination> {
  try {
    return await ask(connect(host), isLocal(host), wanted);
  } catch (error) {
    return { problems: [unreachable(host, error)], takenPorts: [] };
  }
}

async function ask(engine: Engine, local: boolean, wanted: Wanted): Promise<Examination> {
  const [networks, containers, images, system, unfit] = await Promise.all([
    networksNamed(engine, wanted.network),
    engine.listContainers(),
    imageProblems(engine, wanted.images, wanted.mirror),
    engine.info(),
    wanted.manager ? managerProblem(engine) : undefined,
  ]);
  const { ownerLabel, owner } = wanted;
  const ports = await Promise.all(
    wanted.ports.map((port) => portProblem(port, containers, { ownerLabel, owner, local })),
  );
  const ambiguous = networks.length > 1 ? sameNameProblem(wanted.network, networks) : undefined;
  return {
    problems: [
      ambiguous,
      unfit,
      ...images,
      ...foreignPaths(wanted.directories ?? {}, system),
    ].filter((problem) => problem !== undefined),
    takenPorts: ports.filter((problem) => problem !== undefined),
  };
}

/** Why an engine can't create services, a sentence; `undefined` for a manager of a Swarm. */
export async function managerProblem(engine: Engine): Promise<string | undefined> {
  const { Swarm: swarm } = await engine.info();
  if (swarm?.ControlAvailable === true) return undefined;
  if (swarm?.LocalNodeState === "active") {
    return (
      "is a worker of a Swarm, and only managers create services. Name a manager with docker:host, or " +
      "promote this one: docker node promote <this node>."
    );
  }
  return (
    `is in no Swarm (its state there is "${swarm?.LocalNodeState ?? "unknown"}"). ` +
    "Create one: docker swarm init. Or join one as a manager: docker swarm join."
  );
}

/** Docker Desktop reports Linux, but takes the paths of the machine that it runs on. */
const TAKES_BOTH = "Docker Desktop";

/** The problems of directories whose path has another system's form than the Docker host's. */
export function foreignPaths(
  directories: Readonly<Record<string, string>>,
  system: { readonly OSType: string; readonly OperatingSystem: string },
): string[] {
  if (system.OperatingSystem === TAKES_BOTH) return [];
  const windows = system.OSType === "windows";
  const [own, other, form] = windows ? ["Windows", "Linux", "C:\\…"] : ["Linux", "Windows", "/…"];
  return Object.entries(directories)
    .filter(([, path]) => /^[A-Za-z]:/.test(path) !== windows)
    .map(
      ([setting, path]) =>
        `${setting} is a ${other} path, but the Docker host runs ${own}: write a ${own} path, ` +
        `"${form}", got ${JSON.stringify(path)}.`,
    );
}

// What a route leads to that Pulumi does not run: the Docker host, and containers of others.
import type { ContainerInspectInfo } from "dockerode";
import { readFile, writeFiles } from "../../docker/files/files";
import { dockerHostAddress } from "../../docker/host/docker-host";
import { type DockerHost, type Engine, unlessMissing } from "../../docker/host/engine";
import { FILES, VOLUME } from "../../docker/routes/probe";

/** The upstreams of a route that Pulumi does not run. */
export interface Outside {
  /** Id of the proxy network. */
  readonly network: string;
  readonly networkName: string;
  /** The file, below `FILES`, with the Docker host's address on that network; none if not needed. */
  readonly hostFile?: string;
  /** Names of the containers that must be on that network. */
  readonly containers: readonly string[];
  /** All upstreams as the program writes them, for messages. */
  readonly upstreams: readonly string[];
  /** Whether they may be down or missing. */
  readonly mayBeDown: boolean;
}

/** The properties of a route that are read here. */
export interface Leading {
  readonly docker: DockerHost;
  readonly name: string;
  readonly proxy: string;
  readonly outside?: Outside;
}

/**
 * Label of a route holder: the containers that its route leads to. None of them leaves the network while
 * another holder names it.
 */
const CONTAINERS_LABEL = "gatehouse.containers";

/** Option of a container's connection to a network: the route that made the connection. */
const CONNECTED_BY = "gatehouse.route";

/** Writes the Docker host's address, and connects the containers to the network of the proxy. */
export async function reach(
  engine: Engine,
  { docker, name, proxy, outside }: Leading,
): Promise<void> {
  if (outside === undefined) return;
  const { network, hostFile, containers } = outside;
  if (hostFile !== undefined) {
    const address = await dockerHostAddress(engine, docker, network);
    // While Docker writes a file, requests find no address in it.
    if ((await readFile(engine, proxy, hostPath(hostFile))) !== address) {
      await writeFiles(engine, proxy, VOLUME, { [`${FILES}/${hostFile}`]: address });
    }
  }
  for (const container of containers) await join(engine, container, name, outside);
}

async function join(engine: Engine, container: string, route: string, outside: Outside) {
  const { network, networkName, mayBeDown } = outside;
  const found = await engine.getContainer(container).inspect().catch(unlessMissing);
  if (found === undefined && mayBeDown) return;
  if (found === undefined)
    throw new Error(`there is no container "${container}". ${OR_MAY_BE_DOWN}`);
  const shared = /^(host|container:.*)$/.exec(found.HostConfig.NetworkMode ?? "")?.[0];
  if (shared !== undefined) throw new Error(sharedNetwork(container, shared));
  if (!(networkName in found.NetworkSettings.Networks)) {
    await connectTo(engine, network, found.Id, route);
  }
  if (found.State.Running || mayBeDown) return;
  throw new Error(
    `container "${container}" does not run, its state is "${found.State.Status}". ` +
      `Start it: docker start ${container}. ${OR_MAY_BE_DOWN}`,
  );
}

async function connectTo(engine: Engine, network: string, container: string, route: string) {
  const connected = {
    Container: container,
    EndpointConfig: { DriverOpts: { [CONNECTED_BY]: route } },
  };
  await engine
    .getNetwork(network)
    .connect(connected)
    .catch((error: Error) => {
      // Another route may lead to the same container, and have connected it meanwhile.
      if (!/already exists in network/.test(error.message)) throw error;
    });
}

export const OR_MAY_BE_DOWN = "Where that is fine, set mayBeDown: true.";

function sharedNetwork(container: string, mode: string): string {
  return mode === "host"
    ? `container "${container}" is on the Docker host's own network, and on no other. Write ` +
        'url: "http://host.docker.internal:<port>" in its place.'
    : `container "${container}" shares the network of ${mode.replace(":", " ")}. Name that container.`;
}

/** Removes the connections that a route made and that no route needs any more. */
export async function leave(engine: Engine, left: Leading, stays?: Leading): Promise<void> {
  if (left.outside === undefined) return;
  const { network, networkName, containers } = left.outside;
  const kept = stays?.outside?.network === network ? stays.outside.containers : [];
  const unused = containers.filter((each) => !kept.includes(each));
  if (unused.length === 0) return;
  const needed = await neededByOthers(engine, left.name);
  for (const container of unused.filter((each) => !needed.has(each))) {
    const found = await engine.getContainer(container).inspect().catch(unlessMissing);
    if (found === undefined || !isConnectedByUs(found, networkName)) continue;
    await engine.getNetwork(network).disconnect({ Container: found.Id }).catch(unlessGone);
  }
}

function isConnectedByUs(found: ContainerInspectInfo, network: string): boolean {
  const connection: object = found.NetworkSettings.Networks[network] ?? {};
  return CONNECTED_BY in Object(Reflect.get(connection, "DriverOpts"));
}

/**
 * Whether a route's containers have to leave their network before anything else: Docker keeps a network
 * that has containers. Where the network is about to be replaced, the new properties are unknown.
 */
export function leavesNetwork({ outside }: Leading, news: Partial<Leading>): boolean {
  if (outside === undefined || outside.containers.length === 0) return false;
  return Object(news.outside).network !== outside.network;
}

/** For `catch`: another route may have removed the same connection meanwhile. */
function unlessGone(error: { statusCode?: number; message?: string }): void {
  if (error.statusCode !== 404 && !/is not connected/.test(error.message ?? "")) throw error;
}

/** The containers that the holders of other routes name. */
async function neededByOthers(engine: Engine, route: string): Promise<Set<string>> {
  const filters = { label: [CONTAINERS_LABEL] };
  const holders = await engine.listContainers({ all: true, filters });
  const others = holders.filter(({ Labels: labels }) => labels[CONNECTED_BY] !== route);
  return new Set(others.flatMap(({ Labels: labels }) => namesIn(labels[CONTAINERS_LABEL])));
}

function namesIn(label = ""): string[] {
  return label.split(" ");
}

/** The labels of a route holder that name the containers of its route. */
export function containersLabel(containers: readonly string[]): Record<string, string> {
  return containers.length === 0 ? {} : { [CONTAINERS_LABEL]: containers.join(" ") };
}

/** The path, in the proxy's container, of the file with the Docker host's address. */
export function hostPath(file: string): string {
  return `${VOLUME}/${FILES}/${file}`;
}

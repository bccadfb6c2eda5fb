import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { connect } from "../../../components/docker/host/client";
import { resolveDockerHost } from "../../../components/docker/host/host";

/** The engine that the tests deploy to. */
export const engine = connect(resolveDockerHost());

/** Runs `docker …` as a person would, and returns its output. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", args);
  return stdout.trim();
}

/**
 * Removes the containers, networks and volumes whose description contains a text, at once: quicker than `pulumi
 * destroy`, which has tests of its own.
 */
export async function removeAll(mark: string): Promise<void> {
  const isMarked = (thing: unknown) => JSON.stringify(thing).includes(mark);
  const containers = (await engine.listContainers({ all: true })).filter(isMarked);
  await Promise.all(
    containers.map(({ Id }) => engine.getContainer(Id).remove({ force: true, v: true })),
  );
  const networks = (await engine.listNetworks()).filter(isMarked);
  await Promise.all(networks.map(({ Id }) => engine.getNetwork(Id).remove()));
  const { Volumes: volumes } = await engine.listVolumes();
  await Promise.all(
    volumes.filter(isMarked).map(({ Name }) => engine.getVolume(Name).remove({ force: true })),
  );
}

/** The engine's containers, networks and volumes whose description contains a text, sorted. */
export async function inventory(marks: readonly string[]): Promise<string[]> {
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.listContainers({ all: true }),
    engine.listNetworks(),
    engine.listVolumes(),
  ]);
  const things = [
    ...containers.map(
      (container) => `container ${container.Names.join()} ${JSON.stringify(container)}`,
    ),
    ...networks.map((network) => `network ${network.Name} ${JSON.stringify(network)}`),
    ...volumes.map((volume) => `volume ${volume.Name} ${JSON.stringify(volume)}`),
  ];
  return things
    .filter((thing) => marks.some((mark) => thing.includes(mark)))
    .map((thing) => thing.split(" ").slice(0, 2).join(" "))
    .sort();
}

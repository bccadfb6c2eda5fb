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

/** The engine's containers, networks and volumes whose description contains one of some texts. */
async function markedBy(marks: readonly string[]) {
  const isMarked = (thing: unknown) => marks.some((mark) => JSON.stringify(thing).includes(mark));
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.listContainers({ all: true }),
    engine.listNetworks(),
    engine.listVolumes(),
  ]);
  return {
    containers: containers.filter(isMarked),
    networks: networks.filter(isMarked),
    volumes: volumes.filter(isMarked),
  };
}

/**
 * Removes the containers, networks and volumes whose description contains a text, at once: quicker than `pulumi
 * destroy`, which has tests of its own.
 */
export async function removeAll(mark: string): Promise<void> {
  const { containers, networks, volumes } = await markedBy([mark]);
  await Promise.all(
    containers.map(({ Id }) => engine.getContainer(Id).remove({ force: true, v: true })),
  );
  await Promise.all(networks.map(({ Id }) => engine.getNetwork(Id).remove()));
  await Promise.all(volumes.map(({ Name }) => engine.getVolume(Name).remove({ force: true })));
}

/** The engine's containers, networks and volumes whose description contains a text, sorted. */
export async function inventory(marks: readonly string[]): Promise<string[]> {
  const { containers, networks, volumes } = await markedBy(marks);
  return [
    ...containers.map((container) => `container ${container.Names.join()}`),
    ...networks.map((network) => `network ${network.Name}`),
    ...volumes.map((volume) => `volume ${volume.Name}`),
  ].sort();
}

// What a look at the Docker host finds of the upstreams that Pulumi does not run.

import { type Listing, listingWith } from "../../docker/containers/listing";
import { readFile } from "../../docker/files/files";
import { connect } from "../../docker/host/client";
import { dockerHostAddress } from "../../docker/host/docker-host";
import type { DockerHost } from "../../docker/host/engine";
import { once } from "../../schema/once";
import { hostPath, type Leading, OR_MAY_BE_DOWN } from "./outside";

/**
 * The reasons, a sentence each, why a route can't lead to containers that the program has just named. A
 * container that is missing later is its owner's: once it is there again, the next `up` connects it.
 */
export async function missing(
  olds: Partial<Leading>,
  { docker, outside }: Partial<Leading>,
): Promise<string[]> {
  if (docker?.url === undefined || outside === undefined || outside.mayBeDown) return [];
  const named = olds.outside?.containers ?? [];
  const names = outside.containers.filter((name) => !named.includes(name));
  if (names.length === 0) return [];
  const listed = await listingWith(docker, names);
  const known = new Set([...listed.values()].map(({ name }) => name));
  return names
    .filter((name) => !known.has(name))
    .map(
      (name) =>
        `there is no container "${name}" on the Docker host ${docker.url}. Start it, or correct the ` +
        `name: docker ps --all. ${OR_MAY_BE_DOWN}`,
    );
}

/** What somebody changed of a route's ways to the outside, a phrase each. */
export async function outsideSeen(
  olds: Leading,
  news: Leading,
  listed: Listing,
): Promise<string[]> {
  const { outside, proxy } = olds;
  if (outside === undefined || news.outside?.network !== outside.network) return [];
  const { hostFile, networkName } = outside;
  const wrong =
    hostFile !== undefined && listed.has(proxy) && !(await hasHostAddress(olds, hostFile));
  const apart = outside.containers.filter((name) => {
    const found = [...listed.values()].find((each) => each.name === name);
    return found !== undefined && !found.networks.includes(networkName);
  });
  return [
    ...(wrong ? [`the file ${hostFile} does not have the Docker host's address`] : []),
    ...apart.map((name) => `container ${name} is not on the network ${networkName}`),
  ];
}

async function hasHostAddress({ docker, proxy, outside }: Leading, file: string): Promise<boolean> {
  const engine = connect(docker);
  const [found, address] = await Promise.all([
    readFile(engine, proxy, hostPath(file)),
    hostAddress({ docker, network: outside?.network ?? "" }),
  ]);
  return found === address;
}

const hostAddress = once(
  (asked: { docker: DockerHost; network: string }) => asked,
  ({ docker, network }) => dockerHostAddress(connect(docker), docker, network),
);

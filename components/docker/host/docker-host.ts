// The Docker host itself, as containers see it.
import { type DockerHost, type Engine, isLocal } from "./engine";

/** The Docker host's name in containers. Docker Desktop's DNS knows it, Docker on Linux does not. */
export const DOCKER_HOST_NAME = "host.docker.internal";

/**
 * The name or address at which containers on a network reach the Docker host: its name where the engine
 * runs in a virtual machine of a desktop, otherwise its address on that network.
 *
 * @throws Error where there is none.
 */
export async function dockerHostAddress(
  engine: Engine,
  host: DockerHost,
  network: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  const { OperatingSystem: system, SecurityOptions: options = [] } = await engine.info();
  // Other desktops with a virtual machine on this machine know the name as well.
  if (system === "Docker Desktop" || (isLocal(host) && platform !== "linux"))
    return DOCKER_HOST_NAME;
  if ((options as string[]).some((option) => option.includes("rootless"))) {
    throw new Error(
      `containers of a rootless engine do not reach the Docker host as ${DOCKER_HOST_NAME}. Write the ` +
        "host's own address in its place.",
    );
  }
  const { Name: name, IPAM: addresses } = await engine.getNetwork(network).inspect();
  const gateways = (addresses?.Config ?? []).map(({ Gateway: gateway = "" }) => gateway);
  const gateway = gateways.find((each) => each.includes("."));
  if (gateway === undefined) {
    throw new Error(
      `the network ${name} has no IPv4 address of the Docker host (a gateway), so ${DOCKER_HOST_NAME} ` +
        "leads nowhere. Write the host's own address in its place.",
    );
  }
  return gateway.replace(/\/.*$/, "");
}

import * as pulumi from "@pulumi/pulumi";
import { DeployMode, images, OWNER_LABEL, owner } from "../components";
import type { DockerHost } from "../components/docker/host/engine";
import { examine } from "../components/docker/host/examine";
import type { WantedPort } from "../components/docker/host/ports";
import type { WantedImage } from "../components/docker/images/images";
import { copyCommand, mirrored, registryOf } from "../components/docker/images/mirror";
import { Refusal } from "../components/schema/refusal";
import type { Settings } from "./settings";

/**
 * Examines the Docker host before the program declares anything: its ports, images, network and
 * directories.
 *
 * @throws Refusal with every obstacle. A taken port stops an update; a preview only warns, since the
 *   port may be free by then.
 */
export async function preflight(settings: Settings, host: DockerHost): Promise<void> {
  const config = new pulumi.Config("docker");
  const found = await examine(host, {
    network: settings.network,
    // In a Swarm each node reports a taken port itself.
    ports: settings.mode === DeployMode.Swarm ? [] : wantedPorts(settings),
    manager: settings.mode === DeployMode.Swarm,
    // With docker:registryAuth only the provider can log in, so it alone can check the images.
    images: config.get("registryAuth") === undefined ? wantedImages(settings) : [],
    mirror: settings.registry && {
      ...settings.registry,
      registry: registryOf(settings.registry.mirror),
      password: await inClear(settings.registry.password),
    },
    directories: directories(settings),
    ownerLabel: OWNER_LABEL,
    owner: owner(),
  });

  const obstacles = pulumi.runtime.isDryRun() ? [] : found.takenPorts;
  const problems = [...found.problems, ...obstacles];
  if (problems.length > 0) throw new Refusal(`Docker host ${host.url}`, problems);
  for (const warning of found.takenPorts) await pulumi.log.warn(warning);
}

/** A secret in clear, for the registry's login only. No resource and no output gets it. */
async function inClear(secret: pulumi.Input<string> | undefined): Promise<string | undefined> {
  return new Promise((done) => pulumi.output(secret).apply(done));
}

/** Directories on the Docker host, by setting. */
function directories({ proxy, certificate }: Settings): Record<string, string> {
  const named = {
    "gatehouse:proxy.data.directory": proxy.data?.directory,
    "gatehouse:proxy.config.directory": proxy.config?.directory,
    "gatehouse:certificate.directory": certificate?.directory,
  };
  return Object.fromEntries(
    Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

const TOXIPROXY_API = { address: "127.0.0.1", setting: "gatehouse:toxiproxy.apiPort" };

function wantedPorts({ proxy, toxiproxy }: Settings): WantedPort[] {
  const { address, httpPort, httpsPort, tcpPorts = [] } = proxy;
  return [
    { address, port: httpPort, setting: "gatehouse:proxy.httpPort" },
    { address, port: httpsPort, setting: "gatehouse:proxy.httpsPort" },
    ...tcpPorts.map((port) => ({ address, port, setting: "gatehouse:proxy.tcpPorts" })),
    ...(toxiproxy ? [{ ...TOXIPROXY_API, port: toxiproxy.apiPort }] : []),
  ];
}

function wantedImages({ registry, ...settings }: Settings): WantedImage[] {
  const chosen = { ...images, ...settings.images };
  const wanted = [
    ...(settings.proxy.build === undefined ? [chosen.caddy] : []),
    ...(settings.whoami === undefined ? [] : [chosen.whoami]),
    ...(settings.toxiproxy === undefined ? [] : [chosen.toxiproxy]),
  ];
  if (registry === undefined) return wanted.map((reference) => ({ reference }));
  return wanted.map((image) => {
    const reference = mirrored(image, registry.mirror);
    return reference === image
      ? { reference }
      : { reference, copy: copyCommand(image, registry.mirror) };
  });
}

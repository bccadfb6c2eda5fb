import * as pulumi from "@pulumi/pulumi";
import { DeployMode, images, OWNER_LABEL, owner } from "../components";
import {
  type DockerHost,
  type Examination,
  examine,
  type WantedImage,
  type WantedPort,
} from "../components/docker";
import { copyCommand, mirrored, registryOf } from "../components/docker/mirror";
import { Refusal } from "../components/schema/refusal";
import type { Settings } from "./settings";

/**
 * Asks the Docker host, before anything is declared, whether it can take this stack.
 *
 * @returns what is there already.
 * @throws Refusal with everything that stands in the way. A port that is taken stops an update; a
 *   preview only warns of it, since it may be free by then.
 */
export async function preflight(settings: Settings, host: DockerHost): Promise<Examination> {
  const config = new pulumi.Config("docker");
  const found = await examine(host, {
    network: settings.network,
    // In a Swarm they are wanted on other nodes, too, and a node says itself when one is taken.
    ports: settings.mode === DeployMode.Swarm ? [] : wantedPorts(settings),
    manager: settings.mode === DeployMode.Swarm,
    // What a registry gives to an account that only the provider knows can't be asked for here.
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
  return found;
}

/** A secret as the registry has to get it. It goes into nothing that is declared or printed. */
async function inClear(secret: pulumi.Input<string> | undefined): Promise<string | undefined> {
  return new Promise((done) => pulumi.output(secret).apply(done));
}

/** Paths on the Docker host, by their settings. */
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

function wantedPorts({ proxy, toxiproxy }: Settings): WantedPort[] {
  const { address, httpPort, httpsPort } = proxy;
  return [
    { address, port: httpPort, setting: "gatehouse:proxy.httpPort" },
    { address, port: httpsPort, setting: "gatehouse:proxy.httpsPort" },
    ...(toxiproxy === undefined
      ? []
      : [
          {
            address: "127.0.0.1",
            port: toxiproxy.apiPort,
            setting: "gatehouse:toxiproxy.apiPort",
          },
        ]),
  ];
}

function wantedImages({ registry, ...settings }: Settings): WantedImage[] {
  const chosen = { ...images, ...settings.images };
  const wanted = [
    chosen.caddy,
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

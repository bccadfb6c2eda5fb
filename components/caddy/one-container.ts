import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Confinement } from "../declare/confinement";
import { declareContainer } from "../declare/container";
import { OWNER_LABEL, owner } from "../declare/owner";
import { ContainerSetup } from "../resources/container-setup";
import { Reload } from "../resources/reload";
import type { Problem } from "../schema/problems";
import type { CaddyProxyArgs } from "./args";
import { declareParts, publishedPorts, SERVING, swarmOnlyProblems } from "./containers";
import { readerEnvironment } from "./control";
import {
  type DeployedProxy,
  type Deployment,
  type DeploymentArgs,
  type EntryPoint,
  problemIf,
} from "./deployment";

/** One container that reads the labels and serves, with Docker's socket: `hardened: false`. */
export const oneContainer: Deployment = {
  problems: (args) => [...controllerProblems(args), ...swarmOnlyProblems(args)],
  settings: { scanStoppedContainers: true },
  onOneHost: true,
  containerNames: (server) => [server],
  globalOptions: () => [],
  adaptSite: (site) => site,
  declare: (name, entry, args, labels) =>
    declareOneContainer(name, entry, args, {
      labels,
      ports: publishedPorts(entry),
      hardened: false,
    }),
};

/** The arguments that only a controller has. */
export function controllerProblems({ controllerLimits }: DeploymentArgs): Problem[] {
  return problemIf(
    controllerLimits !== undefined,
    "controllerLimits",
    "must be left out where there is no controller: see hardened",
  );
}

/** How the container differs on the Docker host's network. */
interface ContainerShape {
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: docker.types.input.ContainerPort[];
  readonly networkMode?: "host";
  readonly hardened: boolean;
}

/** Declares one container that reads the labels and serves. */
export function declareOneContainer(
  name: string,
  entry: EntryPoint,
  args: CaddyProxyArgs,
  { labels, ports, networkMode, hardened }: ContainerShape,
): DeployedProxy {
  const { image, volumes, certificates, secrets, socket } = declareParts(name, entry, args);
  const { containerName, limits } = args;
  const uploads = secretFiles(secrets);
  const limited = hardened || limits !== undefined;
  const server = declareContainer(
    name,
    {
      ...{ image, containerName, ports, networkMode, uploads, limited },
      attachments: [{ networkId: entry.network.networkId }],
      labels: { [OWNER_LABEL]: owner(), ...labels },
      environment: readerEnvironment(entry, entry.settings),
      volumes: [...volumes, socket, ...certificates],
      confinement: hardened && confinement(uploads !== undefined),
      restart: "always",
      stopGracePeriod: 30,
    },
    entry,
  );
  if (limited) {
    const full = { ...SERVING, ...limits };
    new ContainerSetup(name, { container: server.id, limits: full }, entry);
  }
  new Reload(name, { server: server.id }, entry);
  return { server };
}

/**
 * Root, for Docker's socket. It binds low ports, for which the Docker host's network requires a
 * capability, and reads volumes on which a server of its own user has written before.
 */
function confinement(writable: boolean): Confinement {
  return { capabilities: ["CAP_DAC_OVERRIDE", "CAP_NET_BIND_SERVICE"], writable };
}

/** The secrets as files in the container: labels and environment are shown by `docker inspect`. */
function secretFiles(
  secrets: Readonly<Record<string, pulumi.Output<string>>>,
): docker.types.input.ContainerUpload[] | undefined {
  const files = Object.entries(secrets);
  if (files.length === 0) return undefined;
  return files.map(([file, content]) => ({ file, content, permissions: "0400" }));
}

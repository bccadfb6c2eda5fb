import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { declareContainer } from "../../declare/container";
import { OWNER_LABEL, owner } from "../../declare/owner";
import type { Confinement } from "../../declare/settings";
import { globalOption, globalOptions, header, type Site, site, when } from "../../labels";
import { ContainerSetup } from "../../resources/container-setup";
import { Reload } from "../../resources/reload";
import type { Problem } from "../../schema/problems";
import type { CaddyProxyArgs } from "../args";
import {
  declareParts,
  declareValidation,
  publishedPorts,
  SERVING,
  swarmOnlyProblems,
} from "./containers";
import { readerEnvironment } from "./control";
import {
  type DeployedProxy,
  type Deployment,
  type DeploymentArgs,
  type EntryPoint,
  problemIf,
} from "./deployment";
import { servingSysctls } from "./waiting-connections";

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
function controllerProblems({ controllerLimits }: DeploymentArgs): Problem[] {
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
function declareOneContainer(
  name: string,
  entry: EntryPoint,
  args: CaddyProxyArgs,
  { labels, ports, networkMode, hardened }: ContainerShape,
): DeployedProxy {
  const parts = declareParts(name, entry, args);
  const { image, volumes, directories, secrets, socket } = parts;
  const { containerName, limits } = args;
  const uploads = secretFiles(secrets);
  const validated = declareValidation(name, entry, parts, labels);
  const limited = hardened || limits !== undefined;
  const server = declareContainer(
    name,
    {
      ...{ image, containerName, ports, networkMode, uploads, limited },
      attachments: [{ networkId: entry.network.networkId }],
      labels: { [OWNER_LABEL]: owner(), ...labels },
      environment: readerEnvironment(entry, entry.settings),
      // Docker sets no parameters of the Docker host's own network.
      sysctls: networkMode === undefined ? servingSysctls(entry) : undefined,
      volumes: [...volumes, socket, ...directories],
      confinement: hardened && confinement(uploads !== undefined),
      restart: "always",
      stopGracePeriod: 30,
    },
    entry,
    [validated],
  );
  if (limited) {
    const full = { ...SERVING, ...limits };
    new ContainerSetup(name, { container: server.id, limits: full }, entry);
  }
  const ready = new Reload(name, { server: server.id }, entry);
  return { server, ready };
}

/**
 * Root, for Docker's socket. It binds low ports, for which the Docker host's network requires a
 * capability, and reads volumes on which a server of its own user has written before.
 */
function confinement(writable: boolean): Confinement {
  return { capabilities: ["CAP_DAC_OVERRIDE", "CAP_NET_BIND_SERVICE"], writable };
}

/** The secrets as files in the container: `docker inspect` shows labels and environment. */
function secretFiles(
  secrets: Readonly<Record<string, pulumi.Output<string>>>,
): docker.types.input.ContainerUpload[] | undefined {
  const files = Object.entries(secrets);
  if (files.length === 0) return undefined;
  return files.map(([file, content]) => ({ file, content, permissions: "0400" }));
}

/**
 * How long a replaced proxy keeps running beside its successor. Longer than most requests take,
 * and shorter than the 30 s after which Docker kills the proxy.
 */
const SHUTDOWN_DELAY = "3s";

/** One container on the Docker host's network: `publish: "host-network"`. */
export const hostNetwork: Deployment = {
  problems: (args) => [
    ...problemIf(
      args.hardened === true,
      "hardened",
      'must be left out where publish is "host-network": on the Docker host\'s own network ' +
        "any other program could reach the administration API that a controller needs",
    ),
    ...controllerProblems(args),
    ...problemIf(
      args.containerName !== undefined,
      "containerName",
      'must be left out where publish is "host-network": two proxies overlap in an upgrade',
    ),
    ...problemIf(
      args.metrics !== undefined,
      "metrics",
      'must be left out where publish is "host-network", which would publish the metrics',
    ),
    ...problemIf(
      args.tcpPorts !== undefined,
      "tcpPorts",
      'must be left out where publish is "host-network", which knows no names of containers',
    ),
    ...swarmOnlyProblems(args),
  ],
  // There, any program of the Docker host could use the administration API, and two proxies would
  // share one.
  settings: { scanStoppedContainers: true, admin: "off" },
  onOneHost: true,
  containerNames: (server) => [server],
  // No port is published, so Caddy itself has to listen on nothing but the address.
  globalOptions: ({ address }) => [
    globalOption("default_bind", address),
    ...globalOptions({ shutdownDelay: SHUTDOWN_DELAY }),
  ],
  adaptSite: closingConnections,
  declare: (name, entry, args, labels) =>
    declareOneContainer(name, entry, args, {
      labels,
      ports: [],
      networkMode: "host",
      hardened: args.hardened !== false,
    }),
};

/**
 * The site, closing its clients' connections in an upgrade. For some seconds, the old proxy ends
 * each answer with `Connection: close`, and clients open their next connection to the new one.
 * Without that, the old proxy would close idle connections when it stops, and lose requests that
 * clients are sending on them.
 */
function closingConnections(given: Site): Site {
  const stopping = { vars: { "{http.shutting_down}": "true" } };
  const close = when(stopping, header({ set: { Connection: "close" } }));
  return site(given.addresses, ...given.directives, close);
}

import type * as docker from "@pulumi/docker";
import { declareContainer, type Mount } from "../../declare/container";
import { OWNER_LABEL, owner } from "../../declare/owner";
import type { FullLimits } from "../../declare/settings";
import { UNPRIVILEGED } from "../../declare/settings";
import { ContainerSetup } from "../../resources/container-setup";
import { Reload } from "../../resources/reload";
import type { Validation } from "../../resources/validation";
import { type Problem, problem } from "../../schema/problems";
import type { CaddyProxyArgs } from "../args";
import { logFileProblems } from "../server/access-log";
import {
  type ContainerParts,
  declareParts,
  declareValidation,
  publishedPorts,
  SERVING,
  swarmOnlyProblems,
} from "./containers";
import {
  adminProblems,
  controllerEnvironment,
  declareControlNetwork,
  serverEnvironment,
  serverLogOptions,
  serverStartLabels,
} from "./control";
import {
  type DeployedProxy,
  type Deployment,
  type DeploymentArgs,
  type EntryPoint,
  problemIf,
} from "./deployment";
import { declareStorage } from "./storage";
import { servingSysctls } from "./waiting-connections";

const CONTROLLING: FullLimits = { memory: 256, processes: 256 };

/** The folders that Caddy writes on its volumes. /config also has the files of routes, which it only reads. */
const FOLDERS = ["/data", "/config/caddy"];

/** The folder that the server can write, in its container. */
const LOG_FOLDER = "/data/";

/**
 * Two containers, the default: a server that the public reaches and that has no way to Docker, and
 * a controller that has Docker's socket and that only the server can reach. They share a network of
 * their own, on which the server takes its configuration: see docs/hardening.md.
 */
export const controllerAndServer: Deployment = {
  problems: (args) => [
    ...ownProblems(args),
    ...swarmOnlyProblems(args),
    ...adminProblems(args, "Leave it out, or set hardened: false."),
  ],
  // A server that did not take its configuration gets it only with the next poll.
  settings: { scanStoppedContainers: true, pollingInterval: "5s" },
  onOneHost: true,
  logFolder: LOG_FOLDER,
  containerNames: (server) => [server, controllerName(server)],
  globalOptions: serverLogOptions,
  adaptSite: (site) => site,
  declare: declareControllerAndServer,
};

/** Settings of the plugin that make a controller and a server by hand. */
const OWN_SETTINGS = ["mode", "controllerNetwork", "admin"] as const;

const INSTEAD = "; hardened: false gives one container";

function ownProblems({ settings = {}, accessLog }: DeploymentArgs): Problem[] {
  return [
    ...OWN_SETTINGS.filter((key) => settings[key] !== undefined).map((key) =>
      problem(
        `settings.${key}`,
        `must be left out where the proxy is a server and a controller, which have their own${INSTEAD}`,
      ),
    ),
    ...problemIf(
      settings.dockerSockets?.some((socket) => !socket.startsWith("unix:")) === true,
      "settings.dockerSockets",
      `must be sockets, "unix://…": the controller has no network but its own${INSTEAD}`,
    ),
    ...logFileProblems("accessLog", accessLog, LOG_FOLDER),
  ];
}

function controllerName(server: string): string {
  return `${server}-controller`;
}

function declareControllerAndServer(
  name: string,
  entry: EntryPoint,
  args: CaddyProxyArgs,
  labels: Readonly<Record<string, string>>,
): DeployedProxy {
  const parts = declareParts(name, entry, args);
  const volumes = [
    ...parts.volumes,
    ...parts.directories,
    ...declareSecretVolume(name, parts, entry),
  ];
  const control = declareControlNetwork(name, entry, {});
  const validated = declareValidation(name, entry, parts, labels);
  const made = { labels, volumes, image: parts.image, control, validated };
  const server = declareServer(name, entry, args, made);
  const setup = {
    limits: { ...SERVING, ...args.limits },
    user: UNPRIVILEGED,
    folders: FOLDERS,
    files: parts.secrets,
  };
  // It comes before the controller: without a configuration Caddy touches no volume.
  const prepared = new ContainerSetup(name, { container: server.id, ...setup }, entry);
  const controller = declareController(
    `${name}-controller`,
    entry,
    args,
    { ...parts, control },
    prepared,
  );
  const ready = new Reload(name, { server: server.id, controller: controller.id }, entry);
  return { server, controller, ready };
}

/** A volume for secrets, where there are any: the server can't write its root file system. */
function declareSecretVolume(
  name: string,
  { secrets }: ContainerParts,
  parent: EntryPoint,
): Mount[] {
  if (Object.keys(secrets).length === 0) return [];
  return [declareStorage(`${name}-secrets`, "/run/secrets", {}, { parent })];
}

interface ServerParts {
  readonly image: docker.RemoteImage;
  readonly volumes: Mount[];
  readonly labels: Readonly<Record<string, string>>;
  readonly control: docker.Network;
  /** Caddy's check of the labels. */
  readonly validated: Validation;
}

function declareServer(
  name: string,
  entry: EntryPoint,
  { containerName }: CaddyProxyArgs,
  { image, volumes, labels, control, validated }: ServerParts,
): docker.Container {
  const { labelPrefix, network } = entry;
  return declareContainer(
    name,
    {
      ...{ image, containerName, volumes },
      ports: publishedPorts(entry),
      attachments: [{ networkId: network.networkId }, { networkId: control.id }],
      labels: {
        [OWNER_LABEL]: owner(),
        [`${labelPrefix}_controlled_server`]: "",
        ...labels,
        ...serverStartLabels(labelPrefix),
      },
      environment: serverEnvironment(entry, control),
      sysctls: servingSysctls(entry),
      confinement: { user: UNPRIVILEGED },
      limited: true,
      restart: "always",
      stopGracePeriod: 30,
    },
    entry,
    [validated],
  );
}

/**
 * The controller is root, since Docker's socket belongs to root and the id of the group that may
 * use it differs between hosts; but it has no capabilities, so the socket is all that root gives
 * it.
 */
function declareController(
  name: string,
  entry: EntryPoint,
  { containerName, controllerLimits }: CaddyProxyArgs,
  { image, socket, control }: ContainerParts & { readonly control: docker.Network },
  serverSetup: ContainerSetup,
): docker.Container {
  const controller = declareContainer(
    name,
    {
      image,
      containerName: containerName && controllerName(containerName),
      attachments: [{ networkId: control.id }],
      labels: { [OWNER_LABEL]: owner() },
      environment: controllerEnvironment(entry, control),
      // /config has its last Caddyfile, for debugging; Docker deletes it with the container.
      volumes: [socket, { containerPath: "/config" }],
      confinement: {},
      limited: true,
      restart: "always",
      stopGracePeriod: 10,
    },
    entry,
    [serverSetup],
  );
  const limits = { ...CONTROLLING, ...controllerLimits };
  new ContainerSetup(name, { container: controller.id, limits }, entry);
  return controller;
}

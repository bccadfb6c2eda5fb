import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { UNPRIVILEGED } from "../declare/confinement";
import { declareContainer, type Mount } from "../declare/container";
import type { FullLimits } from "../declare/limits";
import { OWNER_LABEL, owner } from "../declare/owner";
import { CaddyMode } from "../docker/caddy-mode";
import { subnetOf } from "../network/subnet";
import { ContainerSetup } from "../resources/container-setup";
import { type CaddySettings, caddyEnvironment } from "./plugin-settings";
import { serverStartLabels } from "./server-start";

/** What the two containers of an entry point are made of. */
export interface CaddySplit {
  readonly image: docker.RemoteImage;
  readonly containerName?: string;
  /** Id of the network on which services are reached. */
  readonly networkId: pulumi.Input<string>;
  readonly labelPrefix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: docker.types.input.ContainerPort[];
  /** Where certificates, configuration and secrets are, for the server only. */
  readonly volumes: Mount[];
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
  readonly settings: CaddySettings;
  /** What the controller is told beside the settings. */
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  readonly socket: Mount;
  readonly limits: FullLimits;
  readonly controllerLimits: FullLimits;
}

/** The containers of an entry point. */
export interface CaddyContainers {
  /** The one that serves. */
  readonly server: docker.Container;
  /** The one that reads labels, where that is another. */
  readonly controller?: docker.Container;
}

/** What Caddy writes on its volumes. Beside it in /config are the files of routes, which it reads. */
const FOLDERS = ["/data", "/config/caddy"];

/**
 * Declares the entry point as two containers: a server that the public reaches and that has no way to
 * Docker, and a controller that has Docker's socket and that nobody reaches. They meet on a network of
 * their own, where the server takes its configuration: see docs/hardening.md.
 */
export function declareControllerAndServer(
  name: string,
  split: CaddySplit,
  parent: pulumi.ComponentResource,
): CaddyContainers {
  const control = declareControlNetwork(name, parent);
  const server = declareServer(name, split, control, parent);
  const { secrets: files, limits } = split;
  // Before there is a configuration Caddy touches no volume.
  const prepared = new ContainerSetup(
    name,
    { container: server.id, limits, user: UNPRIVILEGED, folders: FOLDERS, files },
    parent,
  );
  const controller = declareController(`${name}-controller`, split, control, parent, [prepared]);
  return { server, controller };
}

/** The name on the Docker host of the controller, beside a server of this name. */
export function controllerName(containerName: string): string {
  return `${containerName}-controller`;
}

/** Without a way to other networks. Docker chooses the addresses: two stacks must not ask for the same. */
function declareControlNetwork(name: string, parent: pulumi.Resource): docker.Network {
  const labels = [{ label: OWNER_LABEL, value: owner() }];
  return new docker.Network(`${name}-control`, { internal: true, labels }, { parent });
}

function declareServer(
  name: string,
  split: CaddySplit,
  control: docker.Network,
  parent: pulumi.Resource,
): docker.Container {
  const { image, containerName, labelPrefix, labels, ports, volumes } = split;
  const { logLevel, logFormat } = split.settings;
  return declareContainer(
    name,
    {
      ...{ image, containerName, ports, volumes },
      attachments: [{ networkId: split.networkId }, { networkId: control.id }],
      labels: {
        [OWNER_LABEL]: owner(),
        [`${labelPrefix}_controlled_server`]: "",
        ...labels,
        ...serverStartLabels(labelPrefix),
      },
      environment: {
        ...caddyEnvironment({ mode: CaddyMode.Server, logLevel, logFormat }),
        CADDY_CONTROLLER_NETWORK: subnetOf(control),
      },
      confinement: { user: UNPRIVILEGED },
      limited: true,
      restart: "always",
      stopGracePeriod: 30,
    },
    parent,
  );
}

/**
 * Root, since Docker's socket is root's, and the id of the group that may use it differs between
 * hosts; but without a capability, so that it is root of nothing else.
 */
function declareController(
  name: string,
  split: CaddySplit,
  control: docker.Network,
  parent: pulumi.ComponentResource,
  dependsOn: pulumi.Resource[],
): docker.Container {
  const { image, containerName, settings, environment, socket } = split;
  const controller = declareContainer(
    name,
    {
      image,
      containerName: containerName && controllerName(containerName),
      attachments: [{ networkId: control.id }],
      labels: { [OWNER_LABEL]: owner() },
      environment: {
        ...caddyEnvironment({ ...settings, mode: CaddyMode.Controller }),
        ...environment,
        CADDY_CONTROLLER_NETWORK: subnetOf(control),
      },
      // The Caddyfile that it made last, for people to look at; gone with the container.
      volumes: [socket, { containerPath: "/config" }],
      confinement: {},
      limited: true,
      restart: "always",
      stopGracePeriod: 10,
    },
    parent,
    dependsOn,
  );
  new ContainerSetup(name, { container: controller.id, limits: split.controllerLimits }, parent);
  return controller;
}

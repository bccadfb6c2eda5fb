import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { KEPT_LABELS, ownLabels } from "../../declare/leftovers";
import { CaddyMode } from "../../docker/routes/caddy";
import { type Directive, directive, renderLabels, snippet, template, vars } from "../../labels";
import type { Problem } from "../../schema/problems";
import { type DeploymentArgs, type EntryPoint, problemIf } from "./deployment";
import { type CaddySettings, caddyEnvironment } from "./plugin-settings";

/*
 * A controller reads labels and sends the configuration to servers, over a network that only they
 * are on: containers of one Docker host, or services of a Swarm.
 */

/** Declares that network. Docker chooses its subnet, so that two stacks can't collide. */
export function declareControlNetwork(
  name: string,
  parent: EntryPoint,
  args: Pick<docker.NetworkArgs, "name" | "driver">,
): docker.Network {
  return new docker.Network(
    `${name}-control`,
    { ...args, internal: true, labels: ownLabels(parent) },
    { ...KEPT_LABELS, parent, deleteBeforeReplace: args.name === undefined ? undefined : true },
  );
}

/** The ports of the Docker host that lead to the same ports of a server. */
export function listenedPorts({ httpPort, httpsPort, tcpPorts }: EntryPoint) {
  return [
    { port: httpPort, protocol: "tcp" },
    { port: httpsPort, protocol: "tcp" },
    { port: httpsPort, protocol: "udp" },
    ...tcpPorts.map((port) => ({ port, protocol: "tcp" })),
  ];
}

/** The environment of a server on that network. */
export function serverEnvironment(
  { settings: { logLevel, logFormat } }: EntryPoint,
  control: docker.Network,
): Record<string, pulumi.Input<string>> {
  return {
    ...caddyEnvironment({ mode: CaddyMode.Server, logLevel, logFormat }),
    CADDY_CONTROLLER_NETWORK: subnetOf(control),
  };
}

/** The environment of the controller on that network. */
export function controllerEnvironment(
  entry: EntryPoint,
  control: docker.Network,
): Record<string, pulumi.Input<string>> {
  return {
    ...readerEnvironment(entry, { ...entry.settings, mode: CaddyMode.Controller }),
    CADDY_CONTROLLER_NETWORK: subnetOf(control),
  };
}

/** The environment of a container that reads labels. */
export function readerEnvironment(
  { labelPrefix, network }: EntryPoint,
  settings: CaddySettings,
): Record<string, pulumi.Input<string>> {
  return {
    ...caddyEnvironment(settings),
    CADDY_DOCKER_LABEL_PREFIX: labelPrefix,
    CADDY_INGRESS_NETWORKS: network.networkName,
  };
}

/** The subnet that Docker has chosen for a network; the plugin takes IPv4 only. */
function subnetOf(network: docker.Network): pulumi.Output<string> {
  return network.ipamConfigs.apply((configs = []) => {
    const subnets = configs.map(({ subnet = "" }) => subnet);
    return subnets.find((subnet) => subnet.includes(".")) ?? "";
  });
}

/**
 * The plugin's settings for logs as a global option: the configuration that a controller sends
 * replaces the log settings that its server has started with.
 */
export function serverLogOptions(
  { settings: { logLevel, logFormat } }: EntryPoint,
  given: readonly Directive[],
): Directive[] {
  const block = [
    ...(logFormat === undefined ? [] : [directive("format", [logFormat])]),
    ...(logLevel === undefined ? [] : [directive("level", [logLevel])]),
  ];
  const own = given.some(({ name, args }) => name === "log" && args.length === 0);
  return block.length === 0 || own ? [] : [directive("log", [], block)];
}

/**
 * The global options that cut a controller off from its server.
 *
 * @param remedy completes the message.
 */
export function adminProblems({ routing }: DeploymentArgs, remedy: string): Problem[] {
  return problemIf(
    (routing?.global ?? []).some(({ name }) => name === "admin"),
    "routing.global",
    `must not have the option admin, since the controller reaches the server by that API. ${remedy}`,
  );
}

/** Behind the blocks of any entry point's own routing, which are counted from 0. */
const LAST = 9999;

/**
 * Labels that make a controller configure a server again after each start of the server. A
 * controller sends a configuration only when its text has changed; without these labels, a server
 * that Docker has restarted would have none until the next change of a route. They are a snippet
 * that no site imports, with a hash of the container's connections, which differ after each start.
 */
export function serverStartLabels(prefix: string): Record<string, string> {
  const connections = template(".NetworkSettings.Networks | toJson | sha256sum | trunc 12");
  const started = snippet("gatehouse-server", vars({ started: connections }));
  return renderLabels({ snippets: [started] }, `${prefix}_${LAST}`);
}

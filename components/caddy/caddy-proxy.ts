// CaddyProxy, the entry point: its arguments, its containers or services, its own part of Caddy's
// configuration, and the registry of all routes.
import * as pulumi from "@pulumi/pulumi";
import { privatePrefix } from "../declare/owner";
import { registered } from "../declare/registered";
import { DEFAULT_LABEL_PREFIX, type Routing } from "../labels";
import { claimNames } from "../network/container-names";
import type { ProxyNetwork } from "../network/proxy-network";
import { DeployMode } from "../network/proxy-network";
import { hostProblems, withProviderOf } from "../provider/same-host";
import { argsProblems, type Problem } from "../schema/problems";
import { goingOn, Refusal } from "../schema/refusal";
import { withSecrets } from "../schema/secret";
import { isComponent } from "../schema/values";
import { type CaddyProxyArgs, caddyProxySchema, Publish } from "./args";
import { controllerAndServer } from "./deployment/controller-and-server";
import type { Deployment, DeploymentArgs, SwarmEntry } from "./deployment/deployment";
import { hostNetwork, oneContainer } from "./deployment/one-container";
import type { CaddySettings } from "./deployment/plugin-settings";
import { swarm } from "./deployment/swarm";
import { ownRouting } from "./routing/own-routing";
import { RouteRegistry } from "./routing/route-registry";
import { siteProblems } from "./routing/sites";
import { TcpRoutes } from "./routing/tcp-routes";
import type { TlsPolicy } from "./tls/tls";
import { TlsMode } from "./tls/tls-mode";

/**
 * Caddy Docker Proxy, the single entry point: it reads the labels of containers and routes to them.
 *
 * It is two containers: a server that the public reaches, and a controller that reads the labels.
 * An attacker who takes over the server has no access to Docker: see `hardened`.
 *
 * A replacement of the container (see the arguments) stops it before the new one starts, since
 * both need the same ports; certificates and configuration stay.
 *
 * @example On this machine, with certificates of Caddy's own CA.
 * const entry = new CaddyProxy("caddy", { network });
 *
 * @example In public, with certificates of Let's Encrypt.
 * const entry = new CaddyProxy("caddy", {
 *   network, address: "0.0.0.0",
 *   tls: { mode: TlsMode.Acme, acme: { email: "ops@example.com" } },
 * });
 */
export class CaddyProxy extends pulumi.ComponentResource {
  /** Its name in the program. */
  readonly name: string;
  /** The network on which services are reached. */
  readonly network: ProxyNetwork;
  /** The registry that images are pulled from instead of their own. */
  readonly mirror?: string;
  /** The label prefix it reads. */
  readonly labelPrefix: string;
  /** How services get their certificates unless they have a `tls` of their own. */
  readonly tls: TlsPolicy;
  /** Port for plain http on the Docker host. */
  readonly httpPort: number;
  /** Port for https on the Docker host. */
  readonly httpsPort: number;
  /** Ports for TCP on the Docker host. */
  readonly tcpPorts: readonly number[];
  /** How the Docker host's ports lead to it. */
  readonly publish: Publish;
  /** IP address of the Docker host it is published on. */
  readonly address: string;
  /** Name, on the Docker host, of the container that serves; in a Swarm, of the servers' service. */
  readonly containerName: pulumi.Output<string>;
  /** Id, on the Docker host, of the container that serves; in a Swarm, of the servers' service. */
  readonly containerId: pulumi.Output<string>;
  /** @internal The directories of the Docker host that it can read. */
  readonly directories: readonly string[];
  /** @internal Id of the container that reads the labels, where that is another. */
  readonly controllerId: pulumi.Output<string> | undefined;
  /** @internal What is done once it has its configuration. */
  readonly ready: pulumi.Resource;
  /** @internal The root certificate of its CA, where `up` makes it instead of Caddy. */
  readonly caCertificate: pulumi.Output<string> | undefined;
  /** @internal How it runs. */
  readonly deployment: Deployment;
  /** @internal The plugin's settings, defaults filled in. */
  readonly settings: CaddySettings;
  /** @internal The routes of everything behind it. */
  readonly routes: RouteRegistry;
  /** @internal The TCP services behind it. */
  readonly tcp: TcpRoutes;
  /** @internal The ids of the containers of each service behind it, by the service's name. */
  readonly running = new Map<string, readonly pulumi.Input<string>[]>();
  private readonly swarm?: SwarmEntry;

  constructor(name: string, args: CaddyProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    const inputs = registered(withSecrets(argsSchema, args));
    super("gatehouse:index:CaddyProxy", name, inputs, withProviderOf(args?.network, opts));
    this.name = name;
    const subject = `CaddyProxy "${name}"`;
    const known = argsProblems(argsSchema, args);
    if (!isComponent("ProxyNetwork", Object(args).network)) throw new Refusal(subject, known);
    this.network = args.network;
    this.mirror = args.mirror;
    this.labelPrefix = args.labelPrefix ?? privatePrefix();
    this.tls = args.tls ?? { mode: TlsMode.Internal };
    this.httpPort = args.httpPort ?? 80;
    this.httpsPort = args.httpsPort ?? 443;
    this.tcpPorts = args.tcpPorts ?? [];
    this.publish = args.publish ?? Publish.Ports;
    this.address = args.address ?? "127.0.0.1";
    this.directories = args.directories ?? [];
    this.deployment = deploymentOf(args);
    this.settings = pluginSettings(this, args);

    const problems: Problem[] = goingOn(subject, known, () => [
      ...known,
      ...placeProblems(subject, this),
    ]);
    if (problems.length === 0) problems.push(...claimContainerNames(subject, this, args));
    // Skip the routing checks when arguments are already invalid, or each mistake is reported twice.
    const wrong = problems.length > 0;
    const routing = wrong ? (args.routing ?? {}) : ownRouting(this, args);
    if (!wrong) problems.push(...siteProblems(routing.sites));
    this.routes = goingOn(subject, problems, () => routeRegistry(this, args, routing));
    const labels = goingOn(subject, problems, () =>
      this.routes.labels("CaddyProxy", name, routing, problems),
    );
    this.tcp = new TcpRoutes(routing);
    const image = this.routes.afterChecks(args.image);
    const deployed = this.deployment.declare(name, this, { ...args, image }, labels);

    this.containerName = deployed.server.name;
    this.containerId = deployed.server.id;
    this.controllerId = deployed.controller?.id;
    this.ready = deployed.ready;
    this.caCertificate = deployed.caCertificate;
    this.swarm = deployed.swarm;
    this.registerOutputs({
      labelPrefix: this.labelPrefix,
      httpPort: this.httpPort,
      httpsPort: this.httpsPort,
      containerName: this.containerName,
    });
  }

  /**
   * The routes of this program as a table: host, path, service and features, one line a route. As a
   * stack output, `pulumi preview --diff` shows changes of routes as changes of lines.
   *
   * Call it at the end of the program: a service that is declared after the call is refused.
   */
  routeTable(): string {
    return this.routes.table();
  }

  /**
   * The Caddyfile that the plugin will make of the labels of this program. As a stack output,
   * `pulumi preview --diff` shows changes of the configuration as changes of lines.
   *
   * It is known before anything runs. Where the plugin puts in the address of a container that
   * carries its own labels, it has the service's name, `shop:8080`, with `-2`, `-3`, … for further
   * replicas. It lacks containers that others have labelled, a base Caddyfile, and the snippet that
   * makes a controller configure its server again after a start.
   *
   * Call it at the end of the program: a service that is declared after the call is refused.
   */
  caddyfile(): string {
    return this.routes.caddyfile({ process: this.settings.processCaddyfile });
  }

  /** @internal Its parts in a Swarm. */
  inSwarm(): SwarmEntry {
    if (this.swarm === undefined) throw new Error("an entry point outside a Swarm");
    return this.swarm;
  }
}

/** @internal How an entry point with these arguments runs. */
export function deploymentOf(args: DeploymentArgs & { readonly network: unknown }): Deployment {
  if (Object(args.network).mode === DeployMode.Swarm) return swarm;
  if (args.publish === Publish.HostNetwork) return hostNetwork;
  return args.hardened === false ? oneContainer : controllerAndServer;
}

/** Checks the arguments, with what the deployment they choose can't have. */
const argsSchema = caddyProxySchema.superRefine((args, context) => {
  for (const { path, message } of deploymentOf(args).problems(args)) {
    context.addIssue({ code: "custom", path: path.split("."), message });
  }
});

/** @internal Every mistake in the arguments that shows before anything is declared. */
export function caddyProxyProblems(args: CaddyProxyArgs): Problem[] {
  return argsProblems(argsSchema, args);
}

/**
 * The plugin's settings. Labels of this program are checked before they reach the plugin, so with a
 * prefix of the stack's own the plugin need not try each site: see docs/updates.md.
 */
function pluginSettings(
  { labelPrefix, deployment }: CaddyProxy,
  { settings }: CaddyProxyArgs,
): CaddySettings {
  const processCaddyfile = labelPrefix === DEFAULT_LABEL_PREFIX;
  return { processCaddyfile, ...deployment.settings, ...settings };
}

/** The problems with the Docker host of the entry point. */
function placeProblems(subject: string, entry: CaddyProxy) {
  if (!entry.deployment.onOneHost) return [];
  return hostProblems(subject, entry, { noun: "network", component: entry.network });
}

function claimContainerNames(
  owner: string,
  entry: CaddyProxy,
  { containerName }: CaddyProxyArgs,
): Problem[] {
  const claim = { owner, component: entry, network: entry.network, containerName };
  return claimNames(claim, entry.deployment.containerNames(containerName ?? ""));
}

function routeRegistry(
  { labelPrefix }: CaddyProxy,
  { image: { modules = [], directives, brought } = {}, imports, accessLog }: CaddyProxyArgs,
  { global, snippets, routes }: Routing,
): RouteRegistry {
  const incomplete = brought !== undefined;
  const surroundings = { global, snippets, routes, modules, directives, imports, incomplete };
  return new RouteRegistry(labelPrefix, surroundings, accessLog, brought);
}

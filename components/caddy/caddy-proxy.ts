import * as pulumi from "@pulumi/pulumi";
import { privatePrefix } from "../declare/owner";
import type { Routing, Surroundings } from "../labels";
import { claimNames } from "../network/container-names";
import { DeployMode } from "../network/deploy-mode";
import type { ProxyNetwork } from "../network/proxy-network";
import { hostProblems, withProviderOf } from "../provider/same-host";
import { Route } from "../resources/route";
import { argsProblems } from "../schema/problems";
import { goingOn, Refusal } from "../schema/refusal";
import { withSecrets } from "../schema/secret";
import { isComponent } from "../schema/values";
import type { CaddyProxyArgs } from "./args";
import { type CaddyContainers, declareCaddy } from "./containers";
import { controllerName } from "./controller-and-server";
import type { CaddyImage } from "./image";
import { ownRouting } from "./own-routing";
import type { CaddySettings } from "./plugin-settings";
import { publishedPorts } from "./ports";
import { Publish } from "./publish";
import { RouteRegistry } from "./route-registry";
import { caddyProxySchema } from "./schema";
import { adminProblems } from "./server-log";
import { declareSwarmEntry, type SwarmEntry } from "./swarm";
import { entryProblems } from "./swarm-problems";
import type { TlsPolicy } from "./tls";
import { TlsMode } from "./tls-mode";
import { readingEnvironment, usualSettings } from "./usual-settings";

/**
 * Caddy Docker Proxy, the single entry point: it reads the labels of containers and routes to them.
 *
 * It is two containers, a server that the public reaches and a controller that reads the labels, so
 * that who takes over the first has not got Docker: see `hardened`.
 *
 * A replacement of the container (see the arguments) stops it before the new one starts, since
 * both want the same ports; certificates and configuration stay.
 *
 * @example On this machine, with certificates of Caddy's own authority.
 * const entry = new CaddyProxy("caddy", { network });
 *
 * @example In public, with certificates of Let's Encrypt.
 * const entry = new CaddyProxy("caddy", {
 *   network, address: "0.0.0.0",
 *   tls: { mode: TlsMode.Acme, acme: { email: "ops@example.com" } },
 * });
 */
export class CaddyProxy extends pulumi.ComponentResource {
  /** The network on which services are reached. */
  readonly network: ProxyNetwork;
  /** The registry that images are taken from instead of their own. */
  readonly mirror?: string;
  /** The label prefix it reads. */
  readonly labelPrefix: string;
  /** How services get their certificates unless they say otherwise. */
  readonly tls: TlsPolicy;
  /** Port for plain http on the Docker host. */
  readonly httpPort: number;
  /** Port for https on the Docker host. */
  readonly httpsPort: number;
  /** How the Docker host's ports lead to it. */
  readonly publish: Publish;
  /** @internal Whether it is two containers, a server and a controller. */
  readonly split: boolean;
  /** @internal The plugin's settings, defaults filled in. */
  readonly settings: CaddySettings;
  /** @internal What its services ask of it. */
  readonly routes: RouteRegistry;
  /** Name, on the Docker host, of the container that serves; in a Swarm, of the service of servers. */
  readonly containerName: pulumi.Output<string>;
  /** Id, on the Docker host, of the container that serves; in a Swarm, of the service of servers. */
  readonly containerId: pulumi.Output<string>;
  /** @internal Id of the container that reads the labels, where that is another. */
  readonly controllerId: pulumi.Output<string> | undefined;
  /** IP address of the Docker host it is published on. */
  readonly address: string;
  private readonly swarm?: SwarmEntry;

  constructor(name: string, args: CaddyProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    const registered = withSecrets(caddyProxySchema, args) ?? {};
    super("gatehouse:index:CaddyProxy", name, registered, withProviderOf(args?.network, opts));
    const subject = `CaddyProxy "${name}"`;
    const known = argsProblems(caddyProxySchema, args);
    if (!isComponent("ProxyNetwork", Object(args).network)) throw new Refusal(subject, known);
    this.network = args.network;
    this.mirror = args.mirror;
    this.labelPrefix = args.labelPrefix ?? privatePrefix();
    this.address = args.address ?? "127.0.0.1";
    this.publish = args.publish ?? Publish.Ports;
    this.split = args.hardened !== false && this.publish !== Publish.HostNetwork;
    this.settings = { ...usualSettings(this), ...args.settings };
    this.tls = args.tls ?? { mode: TlsMode.Internal };
    this.httpPort = args.httpPort ?? 80;
    this.httpsPort = args.httpsPort ?? 443;
    const problems = goingOn(subject, known, () => [
      ...known,
      ...entryProblems(args),
      ...this.hostProblems(name),
      ...(this.split ? adminProblems(args.routing?.global ?? []) : []),
    ]);
    if (problems.length === 0) problems.push(...this.claimNames(subject, args));
    // What is wrong with an argument would be told of the routing made of it once more.
    const routing = problems.length > 0 ? (args.routing ?? {}) : ownRouting(this, args);
    this.routes = new RouteRegistry(
      this.labelPrefix,
      surroundings(routing, args.image),
      args.accessLog,
    );
    const labels = goingOn(subject, problems, () =>
      this.routes.labels("CaddyProxy", name, routing, problems),
    );
    if (this.network.mode === DeployMode.Swarm) {
      this.swarm = declareSwarmEntry(this, name, args, labels);
      this.containerName = this.swarm.servers.name;
      this.containerId = this.swarm.servers.id;
    } else {
      const containers = this.declare(name, args, labels);
      this.containerName = containers.server.name;
      this.containerId = containers.server.id;
      this.controllerId = containers.controller?.id;
      this.declareConfigured(name, containers);
    }
    this.registerOutputs({
      labelPrefix: this.labelPrefix,
      httpPort: this.httpPort,
      httpsPort: this.httpsPort,
      containerName: this.containerName,
    });
  }

  /**
   * The routes of this program, a table of text: host, path, service and features, one line a
   * route. As a stack output, `pulumi preview --diff` shows what changes as lines of it.
   *
   * It is for the end of the program: a service that is declared after it was read is refused.
   */
  get routeTable(): string {
    return this.routes.table();
  }

  /**
   * The Caddyfile that the plugin will make of the labels of this program. As a stack output,
   * `pulumi preview --diff` shows what changes as lines of it.
   *
   * It is known before anything runs: where the plugin puts in the address of a container that
   * carries its own labels stands the service's name, `shop:8080`, with `-2`, `-3`, … for further
   * replicas. Not in it are containers that others have labelled, a base Caddyfile, and the snippet
   * that tells a controller when its server has started.
   *
   * It is for the end of the program: a service that is declared after it was read is refused.
   */
  get caddyfile(): string {
    return this.routes.caddyfile({ process: this.settings.processCaddyfile });
  }

  /** @internal What it is made of in a Swarm. */
  inSwarm(): SwarmEntry {
    if (this.swarm === undefined) throw new Error("an entry point outside a Swarm");
    return this.swarm;
  }

  /** In a Swarm it may be another manager of the same. */
  private hostProblems(name: string): string[] {
    if (this.network.mode === DeployMode.Swarm) return [];
    const front = { noun: "network", component: this.network };
    return hostProblems(`CaddyProxy "${name}"`, this, front);
  }

  private claimNames(owner: string, { containerName }: CaddyProxyArgs): string[] {
    const wish = { owner, component: this, network: this.network, containerName };
    const server = containerName ?? "";
    return claimNames(wish, this.split ? [server, controllerName(server)] : [server]);
  }

  private declare(name: string, args: CaddyProxyArgs, labels: Record<string, string>) {
    const { labelPrefix, mirror, publish, split, settings, tls } = this;
    const entry = {
      ...{ labelPrefix, mirror, publish, split, settings, tls, labels },
      networkId: this.network.networkId,
      ports: publishedPorts(this),
      environment: readingEnvironment(this),
    };
    return declareCaddy(name, entry, args, this);
  }

  /** An update of the proxy is done when it has taken its configuration. */
  private declareConfigured(name: string, { server, controller }: CaddyContainers) {
    new Route(
      name,
      {
        proxy: server.id,
        controller: controller?.id,
        containers: controller === undefined ? [server.id] : [server.id, controller.id],
        labels: {},
        releases: {},
        urls: [],
        address: this.address,
        readyTimeout: 30,
        drain: 0,
      },
      this,
    );
  }
}

/** What the sites of services may count on. */
function surroundings(
  { global, snippets, routes }: Routing,
  { modules = [], directives }: CaddyImage = {},
): Surroundings {
  return { global, snippets, routes, modules, directives };
}

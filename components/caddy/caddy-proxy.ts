import * as pulumi from "@pulumi/pulumi";
import type { Limits } from "../declare/limits";
import { privatePrefix } from "../declare/owner";
import type { Routing, Surroundings } from "../labels";
import { claimNames } from "../network/container-names";
import { Mode } from "../network/mode";
import type { ProxyNetwork } from "../network/proxy-network";
import { hostProblems, withProviderOf } from "../provider/same-host";
import { Route } from "../resources/route";
import { argsProblems, goingOn, Refusal } from "../schema/problems";
import { withSecrets } from "../schema/secret";
import { isComponent } from "../schema/values";
import type { AccessLog } from "./access-log";
import { type CaddyContainers, declareCaddy } from "./containers";
import { controllerName } from "./controller-and-server";
import type { DefaultSite } from "./default-site";
import type { CaddyImage } from "./image";
import type { Metrics } from "./metrics";
import { entryRouting } from "./own-routing";
import type { CaddySettings } from "./plugin-settings";
import { publishedPorts } from "./ports";
import { Publish } from "./publish";
import { EntryRoutes } from "./route-registry";
import { caddyProxySchema } from "./schema";
import { adminProblems } from "./server-log";
import type { Storage } from "./storage";
import { declareSwarmEntry, type SwarmEntry } from "./swarm";
import { entryProblems } from "./swarm-problems";
import { TlsMode, type TlsPolicy } from "./tls";
import { readingEnvironment, usualSettings } from "./usual-settings";

/** What an entry point is made of; everything but its network has a default. */
export interface CaddyProxyArgs {
  /** The network on which services are reached. A change replaces the container. */
  network: ProxyNetwork;
  /** Which Caddy it runs, and what that can do. Default: `images.caddy`, without further modules. */
  image?: CaddyImage;
  /**
   * A registry, and a path on it, that every image is taken from, this one and those of everything
   * behind the entry point: `registry.example.com/mirror`. What the copies are called there says
   * `mirrored`. The provider logs in: `registries` of `dockerProvider`. Default: the images' own
   * registries. A change replaces all containers.
   */
  mirror?: string;
  /** Fixed name on the Docker host. Default: chosen by Pulumi. A change replaces the container. */
  containerName?: string;
  /** How the Docker host's ports lead to it. Default: `ports`. A change replaces the container. */
  publish?: Publish;
  /** IP address of the Docker host to publish on. Default: `127.0.0.1`. A change replaces. */
  address?: string;
  /** Port for plain http. Default: 80. A change replaces the container. */
  httpPort?: number;
  /** Port for https, TCP and, for HTTP/3, UDP. Default: 443. A change replaces the container. */
  httpsPort?: number;
  /**
   * The labels to read: `<prefix>` and `<prefix>.…`. Two entry points on one Docker host need two
   * prefixes. `caddy` also routes containers that were started by hand. Default: one that only this
   * stack has. A change replaces the container, and each route-holder.
   */
  labelPrefix?: string;
  /** How services get their certificates unless they say otherwise. Default: Caddy's authority. */
  tls?: TlsPolicy;
  /**
   * What Caddy is told beside the sites of services: global options, snippets and named routes for
   * those sites, and sites of the proxy's own. Default: nothing. A change replaces the container.
   */
  routing?: Routing;
  /**
   * Logs the requests of all sites, but of those with a `log` of their own: `{}` writes a line of
   * JSON each to the container's log. Plugin settings `logLevel` and `logFormat` then mean nothing.
   * Default: no log of requests. A change replaces the container, and each route-holder.
   */
  accessLog?: AccessLog;
  /**
   * What plain http answers for a host that no service has. Only with `httpsPort` 443: with another
   * one, such requests are redirected to it. Default: an empty 404. A change replaces the container.
   */
  defaultSite?: DefaultSite;
  /** Caddy's metrics on the proxy network. Default: none. A change replaces the container. */
  metrics?: Metrics;
  /** Where certificates and keys are kept (`/data`). Default: a volume of the stack's own. */
  data?: Storage;
  /** Where the last configuration is kept (`/config`). Default: a volume of the stack's own. */
  config?: Storage;
  /**
   * Whether Pulumi refuses to delete the volume that the stack made for `data`. A volume or a
   * directory that is named there is never deleted. Default: as the parent has it. A change does
   * nothing to the container or the volume.
   */
  protect?: boolean;
  /** The plugin's own settings. A change replaces the container, or the controller where there is one. */
  settings?: CaddySettings;
  /** Path of Docker's socket on the Docker host. Default: `/var/run/docker.sock`. */
  dockerSocket?: string;
  /**
   * Whether the container that serves the public is kept from Docker's socket, which a second one, the
   * controller, reads the labels with; both can do nothing but that. `false` is one container that is
   * root and has the socket. Default: true; with `publish: host-network`, which can't be split, one
   * container with few capabilities. A change replaces the container: see docs/hardening.md.
   */
  hardened?: boolean;
  /** What serving may use. Default: 1024 MB and 1024 processes; none where `hardened` is false. */
  limits?: Limits;
  /** What the controller may use. Default: 256 MB and 256 processes. */
  controllerLimits?: Limits;
  /**
   * In a Swarm: what a node must be to have a server, such as `node.labels.edge == true`. Elsewhere it
   * is refused. Default: every node has one. A change adds and removes servers.
   */
  edge?: string[];
}

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
  readonly routes: EntryRoutes;
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
    const routing = problems.length > 0 ? (args.routing ?? {}) : entryRouting(this, args);
    this.routes = new EntryRoutes(
      this.labelPrefix,
      surroundings(routing, args.image),
      args.accessLog,
    );
    const labels = goingOn(subject, problems, () =>
      this.routes.labels("CaddyProxy", name, routing, problems),
    );
    if (this.network.mode === Mode.Swarm) {
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
    if (this.network.mode === Mode.Swarm) return [];
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

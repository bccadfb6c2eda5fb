import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { declareContainer, declareImage } from "./_container";
import { EntryRoutes } from "./_entry-routes";
import { entryRouting } from "./_entry-routing";
import { OWNER_LABEL, owner } from "./_owner";
import { type CaddySettings, caddyEnvironment, caddySettings } from "./caddy-settings";
import { declareStorage, type Storage, storage } from "./caddy-storage";
import { argsProblems } from "./errors";
import { images } from "./images";
import { DEFAULT_LABEL_PREFIX, type Routing, type Surroundings } from "./labels";
import type { ProxyNetwork } from "./proxy-network";
import { address, caddyNames, hostPath, image, labelPrefix, physicalName, port } from "./schemas";
import { type Acme, acme, TlsMode, tlsMode } from "./tls";

/** What an entry point is made of; everything but its network has a default. */
export interface CaddyProxyArgs {
  /** The network on which services are reached. A change replaces the container. */
  network: ProxyNetwork;
  /** Image reference. Default: `images.caddy`. A change replaces the container. */
  image?: string;
  /**
   * Modules of that image beyond Caddy's standard ones: `http.handlers.rate_limit`,
   * `dns.providers.cloudflare`, …. What needs another one is refused. Default: none, since
   * `images.caddy` has none. A change shows only in what is refused.
   */
  modules?: string[];
  /**
   * Directives and global options that those modules bring and that have no builder. Default: none.
   * A change shows only in what is refused.
   */
  moduleDirectives?: string[];
  /** Fixed name on the Docker host. Default: chosen by Pulumi. A change replaces the container. */
  containerName?: string;
  /** IP address of the Docker host to publish on. Default: `127.0.0.1`. A change replaces. */
  address?: string;
  /** Port for plain http. Default: 80. A change replaces the container. */
  httpPort?: number;
  /** Port for https, TCP and, for HTTP/3, UDP. Default: 443. A change replaces the container. */
  httpsPort?: number;
  /**
   * The labels to read: `<prefix>` and `<prefix>.…`. Two entry points on one Docker host need two
   * prefixes. Default: `caddy`. A change replaces the container.
   */
  labelPrefix?: string;
  /** How services get their certificates unless they say otherwise. Default: internal. */
  tls?: TlsMode;
  /** The ACME account. Needed where `tls` is `acme`. A change replaces the container. */
  acme?: Acme;
  /**
   * What Caddy is told beside the sites of services: global options, snippets and named routes for
   * those sites, and sites of the proxy's own. Default: nothing. A change replaces the container.
   */
  routing?: Routing;
  /** Where certificates and keys are kept (`/data`). Default: a volume of the stack's own. */
  data?: Storage;
  /** Where the last configuration is kept (`/config`). Default: a volume of the stack's own. */
  config?: Storage;
  /** The plugin's own settings. A change replaces the container. */
  settings?: CaddySettings;
  /** Path of Docker's socket on the Docker host. Default: `/var/run/docker.sock`. */
  dockerSocket?: string;
}

/**
 * Caddy Docker Proxy, the single entry point: it reads the labels of containers and routes to them.
 *
 * A replacement of the container (see the arguments) stops it before the new one starts, since
 * both want the same ports; certificates and configuration stay.
 *
 * @example On this machine, with certificates of Caddy's own authority.
 * const entry = new CaddyProxy("caddy", { network });
 *
 * @example In public, with certificates of Let's Encrypt.
 * const entry = new CaddyProxy("caddy", {
 *   network, address: "0.0.0.0", tls: TlsMode.Acme, acme: { email: "ops@example.com" },
 * });
 */
export class CaddyProxy extends pulumi.ComponentResource {
  /** The network on which services are reached. */
  readonly network: ProxyNetwork;
  /** The label prefix it reads. */
  readonly labelPrefix: string;
  /** How services get their certificates unless they say otherwise. */
  readonly tls: TlsMode;
  /** Port for plain http on the Docker host. */
  readonly httpPort: number;
  /** Port for https on the Docker host. */
  readonly httpsPort: number;
  /** @internal What its services ask of it. */
  readonly routes: EntryRoutes;
  /** Name of the container on the Docker host. */
  readonly containerName: pulumi.Output<string>;

  constructor(name: string, args: CaddyProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:CaddyProxy", name, args, opts);
    this.network = args.network;
    this.labelPrefix = args.labelPrefix ?? DEFAULT_LABEL_PREFIX;
    this.tls = args.tls ?? TlsMode.Internal;
    this.httpPort = args.httpPort ?? 80;
    this.httpsPort = args.httpsPort ?? 443;
    const problems = argsProblems(argsSchema, args);
    // What is wrong with an argument would be told of the routing made of it once more.
    const routing =
      problems.length > 0 ? (args.routing ?? {}) : entryRouting(this, args.acme, args.routing);
    this.routes = new EntryRoutes(this.labelPrefix, surroundings(routing, args));
    const labels = this.routes.labels("CaddyProxy", name, routing, problems);
    this.containerName = this.declare(name, args, labels).name;
    this.registerOutputs({
      labelPrefix: this.labelPrefix,
      httpPort: this.httpPort,
      httpsPort: this.httpsPort,
      containerName: this.containerName,
    });
  }

  private declare(name: string, args: CaddyProxyArgs, labels: Record<string, string>) {
    return declareContainer(
      name,
      {
        image: declareImage(`${name}-image`, args.image ?? images.caddy, this),
        containerName: args.containerName,
        attachments: [{ networkId: this.network.networkId }],
        labels: { [OWNER_LABEL]: owner(), ...labels },
        environment: {
          ...caddyEnvironment(args.settings ?? {}),
          CADDY_DOCKER_LABEL_PREFIX: this.labelPrefix,
          CADDY_INGRESS_NETWORKS: this.network.networkName,
        },
        ports: this.publishedPorts(args.address ?? "127.0.0.1"),
        volumes: [
          declareStorage(`${name}-data`, "/data", args.data ?? {}, this),
          declareStorage(`${name}-config`, "/config", args.config ?? {}, this),
          {
            hostPath: args.dockerSocket ?? "/var/run/docker.sock",
            containerPath: "/var/run/docker.sock",
          },
        ],
        restart: "always",
        stopGracePeriod: 30,
      },
      this,
    );
  }

  private publishedPorts(ip: string) {
    const publish = (number: number, protocol: string) => ({
      internal: number,
      external: number,
      ip,
      protocol,
    });
    return [
      publish(this.httpPort, "tcp"),
      publish(this.httpsPort, "tcp"),
      publish(this.httpsPort, "udp"),
    ];
  }
}

/** What the sites of services may count on. */
function surroundings(
  { global, snippets, routes }: Routing,
  { modules = [], moduleDirectives }: CaddyProxyArgs,
): Surroundings {
  return { global, snippets, routes, modules, directives: moduleDirectives };
}

const argsSchema = z
  .object({
    image: image.optional(),
    modules: caddyNames.optional(),
    moduleDirectives: caddyNames.optional(),
    containerName: physicalName.optional(),
    address: address.optional(),
    httpPort: port.optional(),
    httpsPort: port.optional(),
    labelPrefix: labelPrefix.optional(),
    tls: tlsMode.optional(),
    acme: acme.optional(),
    data: storage.optional(),
    config: storage.optional(),
    settings: caddySettings.optional(),
    dockerSocket: hostPath.optional(),
  })
  .refine((args) => args.tls !== TlsMode.Acme || args.acme !== undefined, {
    path: ["acme"],
    error: 'is needed where tls is "acme": { email: "ops@example.com" }',
  })
  .refine((args) => (args.httpPort ?? 80) !== (args.httpsPort ?? 443), {
    path: ["httpsPort"],
    error: "must differ from httpPort",
  });

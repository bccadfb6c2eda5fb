import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { declareContainer, declareImage } from "./_container";
import { OWNER_LABEL, owner } from "./_owner";
import { routeSite, routeUrls } from "./_route";
import type { CaddyProxy } from "./caddy-proxy";
import { argsProblems } from "./errors";
import { images } from "./images";
import type { Site } from "./labels";
import { hosts, physicalName, port } from "./schemas";
import { API_PORT, proxiesFile, proxyClashes } from "./toxics";

/** A path through Toxiproxy: the entry point's hosts, a TCP proxy, and the service behind it. */
export interface ToxicPath {
  /** Name of the proxy in Toxiproxy's API. */
  name: string;
  /** `host:port` on the proxy network, such as the `upstream` of a `ProxiedService`. */
  upstream: string;
  /** Port that the proxy listens on inside Toxiproxy's container. */
  port: number;
  /** Domain names at the entry point that lead through the proxy. Default: none. */
  hosts?: string[];
}

/** Which paths lead through Toxiproxy, and where its API is. */
export interface ToxiproxyArgs {
  /** The entry point in front of it. */
  entry: CaddyProxy;
  /** The proxies. A change replaces the container, and toxics set by hand are gone. */
  proxies: ToxicPath[];
  /** Image reference. Default: `images.toxiproxy`. A change replaces the container. */
  image?: string;
  /** Fixed name on the Docker host. Default: chosen by Pulumi. A change replaces the container. */
  containerName?: string;
  /** Port of the API on the Docker host's loopback address. Default: 8474. A change replaces. */
  apiPort?: number;
}

/** The only address the API is published on: it has no authentication. */
const API_ADDRESS = "127.0.0.1";
/** Name of the server on its API network, and nowhere else. */
const API_ALIAS = "toxiproxy-api";
const CONFIG_FILE = "/proxies.json";

/**
 * Toxiproxy between the entry point and services: what its API adds (latency, loss, cut
 * connections) happens on that path and nowhere else.
 *
 * The API listens on a network of its own and is published on the Docker host's loopback address:
 * containers on the proxy network can't reach it.
 *
 * @example
 * new Toxiproxy("toxiproxy", {
 *   entry,
 *   proxies: [{ name: "shop", upstream: shop.upstream, port: 8001, hosts: ["slow-shop.localhost"] }],
 * });
 */
export class Toxiproxy extends pulumi.ComponentResource {
  /** URL of the API, from the Docker host. */
  readonly api: string;
  /** Where people reach the services through it, one URL a host. */
  readonly urls: string[];

  constructor(name: string, args: ToxiproxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:Toxiproxy", name, args, opts);
    const problems = argsProblems(argsSchema, args);
    const labels = args.entry.routes.labels(
      "Toxiproxy",
      name,
      { sites: problems.length > 0 ? [] : pathSites(args) },
      problems.length > 0 ? problems : proxyClashes(args.proxies),
    );

    const apiPort = args.apiPort ?? API_PORT;
    this.declare(name, args, apiPort, this.declareApiNetwork(name), labels);
    this.api = `http://${API_ADDRESS}:${apiPort}`;
    this.urls = args.proxies.flatMap(({ hosts = [] }) =>
      routeUrls(hosts, args.entry, args.entry.tls),
    );
    this.registerOutputs({ api: this.api, urls: this.urls });
  }

  /**
   * Of a container's networks, Docker publishes ports through the one whose name sorts first, so
   * this name starts with "0".
   */
  private declareApiNetwork(name: string): docker.Network {
    const physical = `0-${pulumi.getProject()}-${pulumi.getStack()}-${name}-api`;
    return new docker.Network(
      `${name}-api`,
      { name: physical, labels: [{ label: OWNER_LABEL, value: owner() }] },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  private declare(
    name: string,
    args: ToxiproxyArgs,
    apiPort: number,
    apiNetwork: docker.Network,
    labels: Record<string, string>,
  ) {
    const api = `http://${API_ALIAS}:${API_PORT}`;
    return declareContainer(
      name,
      {
        image: declareImage(`${name}-image`, args.image ?? images.toxiproxy, this),
        containerName: args.containerName,
        attachments: [
          { networkId: apiNetwork.id, aliases: [API_ALIAS] },
          { networkId: args.entry.network.networkId },
        ],
        labels: { [OWNER_LABEL]: owner(), ...labels },
        command: [`-host=${API_ALIAS}`, `-config=${CONFIG_FILE}`],
        uploads: [{ file: CONFIG_FILE, content: proxiesFile(args.proxies) }],
        ports: [{ internal: API_PORT, external: apiPort, ip: API_ADDRESS, protocol: "tcp" }],
        // The server keeps running when it can't listen; only asking it tells.
        healthcheck: {
          tests: ["CMD", "/toxiproxy-cli", "--host", api, "list"],
          interval: "5s",
          timeout: "3s",
          retries: 3,
        },
        restart: "unless-stopped",
        stopGracePeriod: 10,
      },
      this,
    );
  }
}

const argsSchema = z.object({
  proxies: z.array(
    z.object({
      name: physicalName,
      upstream: z
        .string({ error: 'must be "host:port"' })
        .regex(/^[\w.-]+:\d{1,5}$/, { error: 'must be "host:port"' }),
      port,
      hosts: hosts.optional(),
    }),
  ),
  containerName: physicalName.optional(),
  apiPort: port.optional(),
});

function pathSites({ entry, proxies }: ToxiproxyArgs): Site[] {
  return proxies.flatMap(({ hosts, port }) =>
    hosts === undefined ? [] : [routeSite(hosts, port, entry.tls)],
  );
}

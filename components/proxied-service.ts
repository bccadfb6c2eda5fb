import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { declareContainer, declareImage } from "./_container";
import { routeSite, routeUrls, siteUrls, withCertificate } from "./_route";
import type { CaddyProxy } from "./caddy-proxy";
import { argsProblems } from "./errors";
import type { Site } from "./labels";
import { hosts, physicalName, port, replicas } from "./schemas";
import { type TlsMode, tlsMode } from "./tls";

/** What a service behind an entry point is made of. */
export interface ProxiedServiceArgs {
  /** The entry point in front of the service. */
  entry: CaddyProxy;
  /** Image reference; pin it by tag and digest. A change replaces the containers. */
  image: pulumi.Input<string>;
  /** Port the service listens on inside its container. A change replaces the containers. */
  port: number;
  /**
   * Domain names whose requests all go to `port`. Default: none, where there are `sites`. A change
   * replaces the containers: they carry the route.
   */
  hosts?: string[];
  /**
   * Sites made with the label builders, for routes by path, method or header field, limits, caches,
   * redirects and whatever else Caddy can do. One without `tls` gets its certificate as the argument
   * `tls` says. Default: none. A change replaces the containers.
   */
  sites?: Site[];
  /** Where its certificates come from. Default: as the entry point says. A change replaces. */
  tls?: TlsMode;
  /** Environment variables. A change replaces the containers. */
  environment?: Record<string, pulumi.Input<string>>;
  /** How many containers share the requests, 1 to 100. Default: 1. */
  replicas?: number;
  /**
   * Fixed name on the Docker host; replicas beside the first get `-2`, `-3`, … after it.
   * With one, a replacement stops the old container before the new one starts; without, the new
   * one starts first. Default: chosen by Pulumi.
   */
  containerName?: string;
}

/**
 * A service behind the entry point: its containers, and the labels that route to them.
 *
 * @example
 * new ProxiedService("shop", {
 *   entry, image: "ghcr.io/example/shop:1.4.2", port: 8080, hosts: ["shop.localhost"],
 * });
 *
 * @example With the API behind a limit, and everything else as it comes.
 * new ProxiedService("shop", {
 *   entry, image: "ghcr.io/example/shop:1.4.2", port: 8080,
 *   sites: [
 *     site("shop.localhost")
 *       .handle("/api/*", requestBody({ maxSize: "1MB" }), reverseProxy(upstreams(8080)))
 *       .handle(reverseProxy(upstreams(8080))),
 *   ],
 * });
 */
export class ProxiedService extends pulumi.ComponentResource {
  /** Where people reach it, one URL for each of `hosts` and each address of `sites`. */
  readonly urls: string[];
  /** `<name>.<stack>.<project>:<port>`, where others on the proxy network reach its containers. */
  readonly upstream: string;
  /** Names of its containers on the Docker host. */
  readonly containerNames: pulumi.Output<string[]>;

  constructor(name: string, args: ProxiedServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:ProxiedService", name, args, opts);
    const { entry, hosts = [], sites = [], tls = entry.tls } = args;
    const problems = argsProblems(argsSchema, args);
    const own = sites.map((each) => withCertificate(each, tls));
    // What is wrong with a host would be told of its site once more.
    const made =
      problems.length > 0 || hosts.length === 0 ? [] : [routeSite(hosts, args.port, tls)];
    const routing = { sites: [...made, ...own] };
    const labels = entry.routes.labels("ProxiedService", name, routing, problems);

    const image = declareImage(`${name}-image`, args.image, this);
    const containers = replicaNumbers(args).map((number) =>
      this.declareReplica(name, number, image, labels, args),
    );
    this.urls = [...routeUrls(hosts, entry, tls), ...siteUrls(own, entry)];
    this.upstream = `${networkAlias(name)}:${args.port}`;
    this.containerNames = pulumi.all(containers.map((container) => container.name));
    this.registerOutputs({
      urls: this.urls,
      upstream: this.upstream,
      containerNames: this.containerNames,
    });
  }

  private declareReplica(
    name: string,
    number: number,
    image: docker.RemoteImage,
    labels: Record<string, string>,
    args: ProxiedServiceArgs,
  ) {
    return declareContainer(
      numbered(name, number),
      {
        image,
        containerName: args.containerName && numbered(args.containerName, number),
        attachments: [{ networkId: args.entry.network.networkId, aliases: [networkAlias(name)] }],
        labels,
        environment: args.environment,
        restart: "unless-stopped",
        stopGracePeriod: 10,
      },
      this,
    );
  }
}

const argsSchema = z
  .object({
    port,
    hosts: hosts.optional(),
    sites: z.array(z.unknown()).optional(),
    tls: tlsMode.optional(),
    replicas: replicas.optional(),
    containerName: physicalName.optional(),
  })
  .refine(({ hosts, sites = [] }) => hosts !== undefined || sites.length > 0, {
    path: ["hosts"],
    error: 'is needed where there are no sites: ["shop.example.com"]',
  });

function replicaNumbers(args: ProxiedServiceArgs): number[] {
  return Array.from({ length: args.replicas ?? 1 }, (_, index) => index + 1);
}

/** Stacks that share a network must not answer to each other's names. */
function networkAlias(name: string): string {
  return `${name}.${pulumi.getStack()}.${pulumi.getProject()}`;
}

function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name}-${number}`;
}

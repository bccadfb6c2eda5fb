import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { declareContainer, declareImage } from "./_container";
import { routeSite, routeUrls } from "./_route";
import type { CaddyProxy } from "./caddy-proxy";
import { checkArgs } from "./errors";
import { renderLabels } from "./labels";
import { hosts, physicalName, port, replicas } from "./schemas";
import { type TlsMode, tlsMode } from "./tls";

export interface ProxiedServiceArgs {
  /** The entry point in front of the service. */
  entry: CaddyProxy;
  /** Image reference; pin it by tag and digest. A change replaces the containers. */
  image: pulumi.Input<string>;
  /** Port the service listens on inside its container. A change replaces the containers. */
  port: number;
  /** Domain names it answers. A change replaces the containers: they carry the route. */
  hosts: string[];
  /** Where its certificate comes from. Default: as the entry point says. A change replaces. */
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
 */
export class ProxiedService extends pulumi.ComponentResource {
  /** Where people reach it, one URL a host. */
  readonly urls: string[];
  /** `<name>.<stack>.<project>:<port>`, where others on the proxy network reach its containers. */
  readonly upstream: string;
  /** Names of its containers on the Docker host. */
  readonly containerNames: pulumi.Output<string[]>;

  constructor(name: string, args: ProxiedServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:ProxiedService", name, args, opts);
    checkArgs("ProxiedService", name, argsSchema, args);

    const image = declareImage(`${name}-image`, args.image, this);
    const containers = replicaNumbers(args).map((number) =>
      this.declareReplica(name, number, image, args),
    );
    this.urls = routeUrls(args.hosts, args.entry, args.tls ?? args.entry.tls);
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
    args: ProxiedServiceArgs,
  ) {
    const tls = args.tls ?? args.entry.tls;
    return declareContainer(
      numbered(name, number),
      {
        image,
        containerName: args.containerName && numbered(args.containerName, number),
        attachments: [{ networkId: args.entry.network.networkId, aliases: [networkAlias(name)] }],
        labels: renderLabels(
          { sites: [routeSite(args.hosts, args.port, tls)] },
          args.entry.labelPrefix,
        ),
        environment: args.environment,
        restart: "unless-stopped",
        stopGracePeriod: 10,
      },
      this,
    );
  }
}

const argsSchema = z.object({
  port,
  hosts,
  tls: tlsMode.optional(),
  replicas: replicas.optional(),
  containerName: physicalName.optional(),
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

import type * as pulumi from "@pulumi/pulumi";
import type { TlsPolicy } from "../caddy/tls/tls";
import type { Site } from "../labels";
import type { Problem } from "../schema/problems";
import type { ProxiedServiceArgs } from "./args";
import type { Backend } from "./options/backend";

/** How many containers a service has. */
export interface ReplicaCounts {
  readonly name: string;
  readonly replicas: number;
  /** The number of containers of the canary release. */
  readonly canaries: number;
}

/** A service: its arguments, and what is derived from them. */
export interface Service extends ReplicaCounts {
  /** The component's name in messages: `ProxiedService "shop"`. */
  readonly subject: string;
  readonly args: ProxiedServiceArgs;
  readonly tls: TlsPolicy;
  /** The sites of the argument `sites`, with their certificates. */
  readonly own: readonly Site[];
}

/** The labels of a service, and the files that they refer to. */
export interface Routing {
  readonly labels: Readonly<Record<string, pulumi.Input<string>>>;
  /** Hashes of passwords, by path. */
  readonly files: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * How a service runs: with labels on its own containers, by a route-holder, through Toxiproxy, or in a
 * Swarm. Everything that differs between them is here.
 */
export interface Deployment {
  /** The problems of arguments that this deployment does not support. */
  problems(service: Service): Problem[];
  /** Claims the names that must be unique; returns a problem for each that is taken. */
  claimNames(service: Service, component: pulumi.ComponentResource): Problem[];
  /** The upstreams of the service. */
  backend(service: Service): Backend;
  /** Adapts a site made of the arguments to this deployment. */
  adaptMade(site: Site, service: Service): Site;
  /** Adapts a site of the argument `sites`: replaces its `upstreams(port)` where necessary. */
  adaptOwn(site: Site, service: Service): Site;
  /** The number of containers that carry the labels. */
  labelledContainers(service: Service): number;
  /** The host name of the service on the proxy network. */
  hostName(name: string): string;
  /** Declares the containers and the route; returns the names of the containers. */
  declare(
    service: Service,
    routing: Routing,
    parent: pulumi.ComponentResource,
  ): pulumi.Output<string[]>;
}

/** The numbers of that many replicas, counted from 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

import type * as pulumi from "@pulumi/pulumi";
import type { TlsPolicy } from "../caddy/tls";
import type { Site } from "../labels";
import type { Problem } from "../schema/problems";
import type { ProxiedServiceArgs } from "./args";
import type { Backend } from "./options";
import type { ReplicaCounts } from "./replicas";

/** A service: its arguments, and what follows from them. */
export interface Service extends ReplicaCounts {
  /** The component, as messages name it. */
  readonly subject: string;
  readonly args: ProxiedServiceArgs;
  readonly tls: TlsPolicy;
  /** The sites of the argument `sites`, with their certificates. */
  readonly own: readonly Site[];
}

/** The labels of a service, and the files that they refer to. */
export interface Routing {
  readonly labels: Readonly<Record<string, string>>;
  /** Hashes of passwords, by path. */
  readonly files: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * How a service runs: with labels on its own containers, by a route-holder, through Toxiproxy, or in a
 * Swarm. Everything that differs between them is here.
 */
export interface Deployment {
  /** The arguments that this deployment can't have. */
  problems(service: Service): Problem[];
  /** Takes the names that must be unique; returns the problems of those that are taken. */
  claimNames(service: Service, component: pulumi.ComponentResource): Problem[];
  /** Where Caddy finds the containers of the service. */
  backend(service: Service): Backend;
  /** A site made of the arguments, changed to what this deployment needs. */
  adaptMade(site: Site, service: Service): Site;
  /** A site of the argument `sites`, with its `upstreams(port)` replaced where necessary. */
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

import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { isResource } from "../../schema/later";
import { address, matching, oneOf, port, strictObject } from "../../schema/values";

/** A network that containers can join: a `PrivateNetwork`, or another `ProxyNetwork`. */
export interface JoinedNetwork extends pulumi.ComponentResource {
  /** Id of the network on the Docker host. */
  readonly networkId: pulumi.Output<string>;
  /** How the services on it run: `containers` or `swarm`. */
  readonly mode: string;
}

/** A network that a container joins. A change replaces the containers. */
export interface NetworkAttachment {
  /** The network, such as a `PrivateNetwork`. */
  network: JoinedNetwork;
  /** Names of the containers on that network, beside the service's own. Default: none. */
  aliases?: string[];
}

/** The transport protocol of a published port. */
export const PortProtocol = { Tcp: "tcp", Udp: "udp" } as const;
export type PortProtocol = (typeof PortProtocol)[keyof typeof PortProtocol];

/**
 * A port of the Docker host that leads to a container, past the entry point. With one, an update stops
 * the old container before it starts the new one. A change replaces the containers.
 */
export interface PublishedPort {
  /** The port in the container. */
  target: number;
  /** The port of the Docker host. Default: one that Docker chooses. */
  published?: number;
  /**
   * The host's IP address that it is published on: `0.0.0.0` for all. Docker's own rules let such
   * packets past most firewalls. Default: `127.0.0.1`, only the host itself.
   */
  hostIp?: string;
  /** Default: `tcp`. */
  protocol?: PortProtocol;
}

const NETWORK = 'must be a network, such as new PrivateNetwork("backend")';
const ALIAS = 'must be a name in DNS, such as "db"';

/** A name that containers find each other by. */
export const hostName = matching(/^[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9])?$/, ALIAS);

/** @internal Checks {@link NetworkAttachment}s. */
export const networksSchema = z.array(
  strictObject("a setting of a network", {
    network: z.custom<JoinedNetwork>((value) => isResource(value) && "networkId" in value, {
      error: NETWORK,
    }),
    aliases: z.array(hostName, { error: `must be an array of names, such as ["db"]` }).optional(),
  }),
  { error: "must be an array of networks, such as [{ network: backend }]" },
) satisfies z.ZodType<NetworkAttachment[]>;

/** @internal Checks {@link PublishedPort}s. */
export const portsSchema = z.array(
  strictObject("a setting of a port", {
    target: port,
    published: port.optional(),
    hostIp: address.optional(),
    protocol: oneOf(PortProtocol).optional(),
  }),
  { error: "must be an array of ports, such as [{ target: 5432, published: 5432 }]" },
) satisfies z.ZodType<PublishedPort[]>;

/** Published ports in the Docker provider's form. */
export function portInputs(ports: readonly PublishedPort[]): docker.types.input.ContainerPort[] {
  return ports.map(({ target, published, hostIp = "127.0.0.1", protocol = "tcp" }) => ({
    ...{ internal: target, external: published, ip: hostIp, protocol },
  }));
}

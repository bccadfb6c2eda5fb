import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { KEPT_LABELS, ownLabels } from "../declare/leftovers";
import type { FoundNetwork } from "../docker/host/networks";
import { checkArgs } from "../schema/refusal";
import { argsOf, flag, oneOf, physicalName } from "../schema/values";
import { requireManager } from "../swarm/manager";
import { adoptedOr, existingNetwork } from "./existing-network";
import { DeployMode, OVERLAY, overlayProblems } from "./proxy-network";

/** The arguments of {@link PrivateNetwork}; all have a default. */
export interface PrivateNetworkArgs {
  /**
   * Whether containers on it reach nothing beyond it by this network. Default: false. A change replaces the
   * network and the containers on it.
   */
  internal?: boolean;
  /**
   * Its name on the Docker host. Where the host has a network of that name which the stack did not create, the
   * stack adopts it as it is, and a destroy keeps it. Default: chosen by Pulumi. A change replaces the
   * network and the containers on it.
   */
  networkName?: string;
  /** How the services on it run: see `ProxyNetwork`. Default: `containers`. A change replaces everything. */
  mode?: DeployMode;
}

/**
 * A Docker network of services among themselves, such as a shop and its database. The entry point never
 * joins it, so that it reaches a service only by the proxy network.
 *
 * @example
 * const backend = new PrivateNetwork("backend", { internal: true });
 * const db = new Service("db", { image: "postgres:17", port: 5432, networks: [{ network: backend }] });
 * new ProxiedService("shop", {
 *   entry, image: "ghcr.io/example/shop:1.4.2", port: 8080, hosts: ["shop.localhost"],
 *   networks: [{ network: backend }], environment: { DB_ADDRESS: db.address },
 * });
 */
export class PrivateNetwork extends pulumi.ComponentResource {
  /** Id of the network on the Docker host. */
  readonly networkId: pulumi.Output<string>;
  /** Name of the network on the Docker host. */
  readonly networkName: pulumi.Output<string>;
  /** How the services on it run. */
  readonly mode: DeployMode;

  constructor(name: string, args: PrivateNetworkArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:PrivateNetwork", name, { ...args }, opts);
    checkArgs("PrivateNetwork", name, argsSchema, args);
    const { internal, networkName, mode = DeployMode.Containers } = args;
    const driver =
      mode === DeployMode.Swarm ? requireManager(this).apply(() => OVERLAY) : undefined;
    const declare = (existing?: FoundNetwork) =>
      new docker.Network(
        name,
        { name: networkName, internal, labels: ownLabels(this), driver },
        {
          ...{ ...KEPT_LABELS, parent: this, import: existing?.id },
          deleteBeforeReplace: networkName !== undefined,
        },
      );
    const network =
      networkName === undefined
        ? pulumi.output(declare())
        : adoptedOr(
            this,
            { name, subject: `PrivateNetwork "${name}"` },
            existingNetwork(this, networkName),
            declare,
            (found) => overlayProblems(found, mode),
          );
    this.mode = mode;
    this.networkId = network.apply(({ id }) => id);
    this.networkName = network.apply((each) => each.name);
    this.registerOutputs({ networkId: this.networkId, networkName: this.networkName });
  }
}

const argsSchema = argsOf({
  internal: flag.optional(),
  networkName: physicalName.optional(),
  mode: oneOf(DeployMode).optional(),
});

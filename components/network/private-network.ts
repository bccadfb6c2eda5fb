import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { KEPT_LABELS, ownLabels } from "../declare/leftovers";
import { checkArgs } from "../schema/refusal";
import { argsOf, flag, oneOf, physicalName } from "../schema/values";
import { requireManager } from "../swarm/manager";
import { DeployMode, OVERLAY } from "./proxy-network";

/** The arguments of {@link PrivateNetwork}; all have a default. */
export interface PrivateNetworkArgs {
  /**
   * Whether containers on it reach nothing beyond it by this network. Default: false. A change replaces the
   * network and the containers on it.
   */
  internal?: boolean;
  /**
   * Its name on the Docker host. Default: chosen by Pulumi. A change replaces the network and the
   * containers on it.
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
    const network = new docker.Network(
      name,
      { name: networkName, internal, labels: ownLabels(this), driver },
      { ...KEPT_LABELS, parent: this, deleteBeforeReplace: networkName !== undefined },
    );
    this.mode = mode;
    this.networkId = network.id;
    this.networkName = network.name;
    this.registerOutputs({ networkId: this.networkId, networkName: this.networkName });
  }
}

const argsSchema = argsOf({
  internal: flag.optional(),
  networkName: physicalName.optional(),
  mode: oneOf(DeployMode).optional(),
});

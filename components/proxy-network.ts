import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { OWNER_LABEL, owner } from "./_owner";
import type { FoundNetwork } from "./engine";
import { checkArgs } from "./errors";
import { physicalName } from "./schemas";
import { flag } from "./service/values";

/** The name a proxy network has unless it is given another. */
export const DEFAULT_NETWORK_NAME = "proxy_net";

/** Which network it is, and whether it is there already. */
export interface ProxyNetworkArgs {
  /**
   * Name of the network on the Docker host. Default: `proxy_net`.
   * A change replaces the network and every container on it.
   */
  networkName?: string;
  /**
   * The network of that name that is there already, as `findNetwork` gives it. One that this stack
   * made is managed on; any other is adopted: used as it is, and kept by a destroy.
   * Default: none is there, and the network is created.
   */
  existing?: FoundNetwork;
  /**
   * Whether Pulumi refuses to delete the network, and so to replace it. An adopted one is never
   * deleted. Default: as the parent has it. A change does nothing to the network or what is on it.
   */
  protect?: boolean;
}

/**
 * The Docker network between the entry point and the services behind it.
 *
 * @example The network, made new.
 * const network = new ProxyNetwork("proxy_net");
 *
 * @example The network, adopted where somebody has made it by hand.
 * const provider = dockerProvider("docker");
 * const existing = await findNetwork(connect(provider.dockerHost), "proxy_net");
 * const network = new ProxyNetwork("proxy_net", { existing }, { provider });
 */
export class ProxyNetwork extends pulumi.ComponentResource {
  /** Id of the network; containers attach by it, since names can be ambiguous. */
  readonly networkId: pulumi.Output<string>;
  /** Name of the network on the Docker host. */
  readonly networkName: pulumi.Output<string>;
  /** @internal The same name, known while the program runs. */
  readonly plainName: string;

  constructor(name: string, args: ProxyNetworkArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const { networkName = DEFAULT_NETWORK_NAME, existing } = args;
    // Not an input: what was found differs between the first `up` and the second.
    super("gatehouse:index:ProxyNetwork", name, { networkName }, opts);
    checkArgs("ProxyNetwork", name, argsSchema, args);
    const network = isForeign(existing)
      ? docker.Network.get(`${name}-adopted`, existing.id, undefined, { parent: this })
      : this.declareNetwork(name, networkName, args);

    this.networkId = network.id;
    this.plainName = networkName;
    this.networkName = network.name;
    this.registerOutputs({ networkId: this.networkId, networkName: this.networkName });
  }

  /** Our network: created, or taken back into a state that has lost it. */
  private declareNetwork(
    name: string,
    networkName: string,
    { existing, protect }: ProxyNetworkArgs,
  ): docker.Network {
    return new docker.Network(
      name,
      { name: networkName, labels: [{ label: OWNER_LABEL, value: owner() }] },
      { parent: this, import: existing?.id, deleteBeforeReplace: true, protect },
    );
  }
}

const argsSchema = z.object({ networkName: physicalName.optional(), protect: flag.optional() });

function isForeign(existing: FoundNetwork | undefined): existing is FoundNetwork {
  return existing !== undefined && existing.labels[OWNER_LABEL] !== owner();
}

// ProxyNetwork, the Docker network between the entry point and the services behind it, and what
// belongs to such a network: how things on it are deployed, and the fixed names of their containers.
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { KEPT_LABELS, ownLabels } from "../declare/leftovers";
import { OWNER_LABEL, owner } from "../declare/owner";
import { defaultContextProblem } from "../docker/host/host";
import type { FoundNetwork } from "../docker/host/networks";
import { argsProblems, type Problem, problem } from "../schema/problems";
import { Refusal } from "../schema/refusal";
import { argsOf, flag, oneOf, physicalName } from "../schema/values";
import { requireManager } from "../swarm/manager";
import { adoptedOr, existingNetwork } from "./existing-network";

/** How the entry points and services on a network run. */
export const DeployMode = {
  /** Containers of one Docker host. */
  Containers: "containers",
  /**
   * Services of a Swarm, spread over its nodes, behind servers on every edge node. The Docker host
   * is one of its managers. See docs/swarm.md.
   */
  Swarm: "swarm",
} as const;
export type DeployMode = (typeof DeployMode)[keyof typeof DeployMode];

/** The default name of a proxy network. */
export const DEFAULT_NETWORK_NAME = "proxy_net";

/** The arguments of a network; all have a default. */
export interface ProxyNetworkArgs {
  /**
   * Name of the network on the Docker host. Default: `proxy_net`.
   * A change replaces the network and every container on it.
   */
  networkName?: string;
  /**
   * The existing network of that name, as `findNetwork` returns it. Default: what the Docker host has
   * when the program runs; without one, the network is created.
   */
  existing?: FoundNetwork;
  /**
   * Whether Pulumi refuses to delete the network, and so to replace it. Pulumi never deletes an
   * adopted one. Default: the parent's. A change does nothing to the network or what is on it.
   */
  protect?: boolean;
  /**
   * How the entry points and services on it run. In a Swarm it is an overlay network, on every
   * node, and the Docker host is a manager. Default: `containers`. A change replaces everything.
   */
  mode?: DeployMode;
}

/**
 * The Docker network between the entry point and the services behind it. Where the Docker host has a network
 * of that name which the stack did not create, the stack adopts it: it never changes it, and a destroy keeps
 * it.
 *
 * @example
 * const network = new ProxyNetwork("proxy_net");
 */
export class ProxyNetwork extends pulumi.ComponentResource {
  /** Id of the network; containers attach by it, since names can be ambiguous. */
  readonly networkId: pulumi.Output<string>;
  /** Name of the network on the Docker host. */
  readonly networkName: pulumi.Output<string>;
  /** @internal The same name, known while the program runs. */
  readonly plainName: string;
  /** How the entry points and services on it run. */
  readonly mode: DeployMode;

  constructor(name: string, args: ProxyNetworkArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    // A program in JavaScript may pass null; it is refused below.
    const given: ProxyNetworkArgs = args ?? {};
    const { networkName = DEFAULT_NETWORK_NAME, existing, mode = DeployMode.Containers } = given;
    // `existing` is not an input: it differs between the first `up` and the second.
    super("gatehouse:index:ProxyNetwork", name, { networkName }, opts);
    this.mode = mode;
    const subject = `ProxyNetwork "${name}"`;
    const context = defaultContextProblem();
    const problems = [
      ...argsProblems(argsSchema, args),
      ...overlayProblems(existing, mode),
      ...(context === undefined ? [] : [problem("", context)]),
    ];
    if (problems.length > 0) throw new Refusal(subject, problems);
    const found = existing ? Promise.resolve(existing) : existingNetwork(this, networkName);
    const network = adoptedOr(
      this,
      { name, subject },
      found,
      (known) => this.declareNetwork(name, networkName, args, known),
      (known) => overlayProblems(known, mode),
    );

    this.networkId = network.apply(({ id }) => id);
    this.plainName = networkName;
    this.networkName = network.apply((each) => each.name);
    this.registerOutputs({ networkId: this.networkId, networkName: this.networkName });
  }

  /** The stack's own network: created, or imported into a state that has lost it. */
  private declareNetwork(
    name: string,
    networkName: string,
    { protect }: ProxyNetworkArgs,
    existing: FoundNetwork | undefined,
  ): docker.Network {
    return new docker.Network(
      name,
      {
        name: networkName,
        labels: ownLabels(this),
        driver:
          this.mode === DeployMode.Swarm ? requireManager(this).apply(() => OVERLAY) : undefined,
      },
      { ...KEPT_LABELS, parent: this, import: existing?.id, deleteBeforeReplace: true, protect },
    );
  }
}

/** The driver of networks that span the nodes of a Swarm. */
export const OVERLAY = "overlay";

const EXISTING = "must be a network as findNetwork returns it";

const argsSchema = argsOf({
  networkName: physicalName.optional(),
  existing: z
    .object(
      { id: z.string({ error: EXISTING }), labels: z.record(z.string(), z.string()) },
      { error: EXISTING },
    )
    .optional(),
  protect: flag.optional(),
  mode: oneOf(DeployMode).optional(),
});

/** @internal Why an existing network would not do. */
export function overlayProblems(existing: FoundNetwork | undefined, mode: DeployMode): Problem[] {
  const { driver = OVERLAY, labels } = Object(existing) as Partial<FoundNetwork>;
  const own = labels?.[OWNER_LABEL] === owner();
  if (mode !== DeployMode.Swarm || own || driver === OVERLAY) return [];
  return [
    problem(
      "networkName",
      `must name an overlay network in a Swarm, got an existing one of the driver "${driver}". ` +
        "Choose another name, or recreate it: docker network create --driver overlay.",
    ),
  ];
}

// An existing network of the Docker host that a ProxyNetwork or a PrivateNetwork finds.
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { takeBack } from "../declare/leftovers";
import { OWNER_LABEL, owner } from "../declare/owner";
import { stackId } from "../declare/stack-id";
import { STACK_LABEL } from "../docker/containers/stack-label";
import { connect } from "../docker/host/client";
import type { DockerHost } from "../docker/host/engine";
import { type FoundNetwork, networksNamed, sameNameProblem } from "../docker/host/networks";
import { unreachable } from "../docker/host/unreachable";
import { hostOf, knownHostOf } from "../provider/host-of";
import type { Problem } from "../schema/problems";
import { Refusal } from "../schema/refusal";

/**
 * Asks the Docker host of a component for the network of this name; `undefined` where there is none, in a unit
 * test, and in the preview of a host that only Pulumi knows, which the same update creates.
 *
 * @throws Refusal where no engine answers, or where several networks have the name.
 */
export async function existingNetwork(
  component: pulumi.ComponentResource,
  name: string,
): Promise<FoundNetwork | undefined> {
  const known = knownHostOf(component);
  const asks = pulumi.runtime.getEngine() !== undefined;
  if (!asks || (known === undefined && pulumi.runtime.isDryRun())) return undefined;
  return look(known ?? (await settled(hostOf(component))), name);
}

async function look(host: DockerHost, name: string): Promise<FoundNetwork | undefined> {
  const subject = `Docker host ${host.url}`;
  const found = await networksNamed(connect(host), name).catch((error) => {
    throw new Refusal(subject, [unreachable(host, error)]);
  });
  if (found.length > 1) throw new Refusal(subject, [sameNameProblem(name, found)]);
  return found[0];
}

function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((done) => output.apply((value) => done(value as T)));
}

/**
 * The network of a name: an existing one that is another's, which the stack adopts, or its own.
 *
 * @param found the existing network of that name.
 * @param declare declares the stack's own network; `existing` is one that its state may have lost.
 * @param problems why an adopted network would not do; those refuse the `subject`.
 */
export function adoptedOr(
  parent: pulumi.ComponentResource,
  { name, subject }: { readonly name: string; readonly subject: string },
  found: Promise<FoundNetwork | undefined>,
  declare: (existing: FoundNetwork | undefined) => docker.Network,
  problems: (found: FoundNetwork) => Problem[],
): pulumi.Output<docker.Network> {
  takeBack(found.then((known) => known?.id));
  return pulumi.all([found, stackId()]).apply(([known, stack]) => {
    if (known === undefined || !isForeign(known, stack)) return declare(known);
    const unfit = problems(known);
    if (unfit.length > 0) throw new Refusal(subject, unfit);
    return docker.Network.get(`${name}-adopted`, known.id, undefined, { parent });
  });
}

/**
 * Whether a network is another's: a person's, another stack's, or one of a stack of the same name in another
 * backend.
 */
function isForeign({ labels }: FoundNetwork, stack: string): boolean {
  return labels[OWNER_LABEL] !== owner() || (labels[STACK_LABEL] ?? stack) !== stack;
}

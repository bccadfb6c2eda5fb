// What an interrupted update left on the Docker host.
import * as pulumi from "@pulumi/pulumi";
import { findLabelled, type Leftover, removeLeftovers } from "../docker/containers/leftovers";
import { listing } from "../docker/containers/listing";
import { STACK_LABEL } from "../docker/containers/stack-label";
import { createStandIn } from "../docker/containers/stand-in";
import { connect } from "../docker/host/client";
import type { DockerHost } from "../docker/host/engine";
import { hostOf } from "../provider/host-of";
import { once } from "../schema/once";
import { ownerLabels } from "./owner";
import { containersOn, type SavedContainer, type SavedState, savedState } from "./saved-state";
import { FILES_LABEL, RETAINED_LABEL, ROUTE_LABEL, stackId } from "./stack-id";

/** Ids of what the running program may take into its state. */
const TAKEN_BACK = new Set<Promise<string | undefined>>();

/** Keeps what a program takes into a state that has lost it, such as the network of its own label. */
export function takeBack(id: Promise<string | undefined>): void {
  TAKEN_BACK.add(id.catch(() => undefined));
}

/**
 * The id of the stack for the label of a resource. In an `up`, it comes once the leftovers of an interrupted
 * update are gone from the Docker host: one of them may have the name or the ports of the resource.
 */
export function stackMark(parent: pulumi.ComponentResource): pulumi.Output<string> {
  const updates = !pulumi.runtime.isDryRun() && pulumi.runtime.getEngine() !== undefined;
  if (!updates) return stackId();
  return pulumi.all([hostOf(parent), stackId()]).apply(async ([host, id]) => {
    await removeOnce({ host, id });
    return id;
  });
}

/** The label with the id of the stack, in the Docker provider's form. */
export function stackLabels(parent: pulumi.ComponentResource) {
  return [{ label: STACK_LABEL, value: stackMark(parent) }];
}

/**
 * The labels of a network or volume of the stack's own. Docker can't change them, so those of an existing one
 * stay: see {@link KEPT_LABELS}.
 */
export function ownLabels(parent: pulumi.ComponentResource) {
  return [...ownerLabels(), ...stackLabels(parent)];
}

/** The option that keeps the labels of an existing network or volume, which a change would replace. */
export const KEPT_LABELS = { ignoreChanges: ["labels"] };

/**
 * Removes the leftovers, and names containers of the state that are gone: the Docker provider fails to
 * delete those, but for the replaced ones, which get a stand-in. An engine that does not answer fails the
 * creation itself, with the better message.
 */
async function remove({ host, id }: { host: DockerHost; id: string }): Promise<void> {
  const engine = connect(host);
  const asked = [savedState(), listing(host, []).catch(() => undefined)] as const;
  const [state, listed] = await Promise.all(asked);
  if (state === undefined || listed === undefined) return;
  const label = { name: STACK_LABEL, value: id };
  const labelled = await findLabelled(engine, listed, label).catch(() => []);
  const takenBack = await Promise.all(TAKEN_BACK);
  const found = labelled.filter((each) => !isKnown(state, each) && !takenBack.includes(each.id));
  const removed = await removeLeftovers(engine, found.filter(hasNoData));
  for (const each of removed) {
    await pulumi.log.info(`Removed ${described(each)}, which an interrupted update had left.`);
  }
  const kept = found.filter((each) => !removed.includes(each) && !(RETAINED_LABEL in each.labels));
  const gone = containersOn(host, state).filter((each) => !listed.has(each.id));
  const standsIn = (each: SavedContainer) =>
    each.replaced && createStandIn(engine, each, { [label.name]: label.value });
  const failing = await Promise.all(gone.map(async (each) => ((await standsIn(each)) ? [] : each)));
  for (const text of [
    ...kept.map(keptText),
    ...failing.flat().map((each) => goneText(host, each)),
  ]) {
    await pulumi.log.warn(text);
  }
}

/** Whether the state has it; a route and a service of a Swarm by their names. */
function isKnown({ ids }: SavedState, { kind, id, name, labels }: Leftover): boolean {
  const names = [id, labels[ROUTE_LABEL] ?? "", ...(kind === "service" ? [name] : [])];
  return names.some((each) => ids.has(each));
}

/** The removal on each Docker host of the running program. */
const removeOnce = once((asked: Parameters<typeof remove>[0]) => asked, remove);

function described({ kind, name }: Leftover): string {
  return `${kind} ${name}`;
}

function hasNoData({ kind, labels }: Leftover): boolean {
  return kind !== "volume" || FILES_LABEL in labels;
}

function keptText(left: Leftover): string {
  return (
    `An interrupted update left ${described(left)}. If you don't need it: ` +
    `docker ${left.kind} rm ${left.name}`
  );
}

function goneText({ url }: DockerHost, { id, name }: SavedContainer): string {
  return (
    `Container ${name} (${id.slice(0, 12)}) is gone from the Docker host ${url}. If this update fails, ` +
    "run it again with --refresh."
  );
}

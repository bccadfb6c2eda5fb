// What an interrupted update left on the Docker host.
import * as pulumi from "@pulumi/pulumi";
import { connect } from "../docker/client";
import type { DockerHost } from "../docker/engine";
import { findLeftovers, type Leftover, missing, removeLeftovers } from "../docker/leftovers";
import { hostOf } from "../provider/host-of";
import { once } from "../schema/once";
import { ownerLabels } from "./owner";
import { containersOn, type SavedContainer, savedState } from "./saved-state";
import { FILES_LABEL, RETAINED_LABEL, STACK_LABEL, stackId } from "./stack-id";

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
 * delete those. An engine that does not answer fails the creation itself, with the better message.
 */
async function remove({ host, id }: { host: DockerHost; id: string }): Promise<void> {
  const engine = connect(host);
  const state = await savedState();
  if (state === undefined) return;
  const label = `${STACK_LABEL}=${id}`;
  const takenBack = (await Promise.all(TAKEN_BACK)).filter((each) => each !== undefined);
  const [found, gone] = await Promise.all([
    findLeftovers(engine, label, new Set([...state.ids, ...takenBack])),
    missing(engine, containersOn(host, state)),
  ]).catch(() => [[], []]);
  const removed = await removeLeftovers(engine, found.filter(hasNoData));
  for (const each of removed) {
    await pulumi.log.info(`Removed ${described(each)}, which an interrupted update had left.`);
  }
  const kept = found.filter((each) => !removed.includes(each) && !(RETAINED_LABEL in each.labels));
  for (const each of kept) {
    await pulumi.log.warn(
      `An interrupted update left ${described(each)}. If you don't need it: ` +
        `docker ${each.kind} rm ${each.name}`,
    );
  }
  for (const each of gone) await pulumi.log.warn(goneFrom(host, each));
}

/** The removal on each Docker host of the running program. */
const removeOnce = once((asked: Parameters<typeof remove>[0]) => asked, remove);

function described({ kind, name }: Leftover): string {
  return `${kind} ${name}`;
}

function hasNoData({ kind, labels }: Leftover): boolean {
  return kind !== "volume" || FILES_LABEL in labels;
}

function goneFrom({ url }: DockerHost, { id, name }: SavedContainer): string {
  return (
    `Container ${name} (${id.slice(0, 12)}) is gone from the Docker host ${url}. If this update fails to ` +
    "delete it, run it again with --refresh."
  );
}

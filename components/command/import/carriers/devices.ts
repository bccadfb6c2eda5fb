// Devices of the Docker host, and limits of the kernel.
import { type Code, list, object } from "../../code/code";
import { recordOf } from "../../compose/merge";
import { fieldOf, itemsOf, type Located, textOf } from "../../compose/tree";
import type { Target } from "../target";

/** `devices`. */
export function carryDevices(node: Located, to: Target): void {
  to.set("devices", list(itemsOf(node).map(device)));
}

function device(node: Located): Code {
  const [first = "", second, third] = (textOf(node) ?? "").split(":");
  const source = textOf(fieldOf(node, "source")) ?? first;
  const target = textOf(fieldOf(node, "target")) ?? second ?? source;
  const permissions = textOf(fieldOf(node, "permissions")) ?? third;
  return object({ source, target: target === source ? undefined : target, permissions });
}

/** `gpus`: all of them. */
export function carryGpus(node: Located, to: Target): void {
  const all = textOf(node) === "all" || itemsOf(node).some(isAll);
  if (all) to.set("gpus", "all");
  else to.left(node.at, "gpus", 'only "all" can be carried over.');
}

function isAll(item: Located): boolean {
  return /^(all|-1)$/.test(textOf(fieldOf(item, "count")) ?? "");
}

/** `ulimits`. */
export function carryUlimits(node: Located, to: Target): void {
  to.set("ulimits", list([...recordOf(node)].map(ulimit)));
}

function ulimit([name, { node }]: [string, { node: Located }]): Code {
  const both = textOf(node);
  const soft = Number(both ?? textOf(fieldOf(node, "soft")));
  const hard = both === undefined ? Number(textOf(fieldOf(node, "hard")) ?? soft) : soft;
  return object({ name, soft, hard: hard === soft ? undefined : hard });
}

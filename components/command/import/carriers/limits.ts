import { object } from "../../code/code";
import { bytesOf } from "../../compose/quantities";
import { fieldOf, type Located, textOf } from "../../compose/tree";
import type { Target } from "../target";

/** Limits, which compose has at two places. */
export function limitsPart(_: Located, to: Target, service: Located): void {
  const limits = fieldOf(service, "deploy", "resources", "limits");
  const of = (key: string, deployed: string) =>
    textOf(fieldOf(service, key)) ?? textOf(fieldOf(limits, deployed));
  const [cpus, memory, processes] = [
    of("cpus", "cpus"),
    of("mem_limit", "memory"),
    of("pids_limit", "pids"),
  ];
  const node = fieldOf(service, "mem_limit") ?? limits ?? service;
  if (cpus === undefined && memory === undefined && processes === undefined) return;
  if (!to.args.has("limits") && (memory === undefined || processes === undefined)) {
    to.note(
      node.at,
      "limits",
      "beside a limit, one that is left out is 512 MB or 512 processes. Set both where it needs more.",
    );
  }
  to.set(
    "limits",
    object({
      memory: memory === undefined ? undefined : megabytes(memory),
      processes: processes === undefined || processes === "-1" ? undefined : Number(processes),
      cpus: cpus === undefined ? undefined : Number(cpus),
    }),
  );
}

function megabytes(size: string): number {
  return Math.max(16, Math.round((bytesOf(size) ?? 0) / 2 ** 20));
}

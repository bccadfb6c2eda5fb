import type { ProxyState, ToxiproxyApi } from "../toxics/api";
import { ToxiproxyError } from "../toxics/transport";

/**
 * Removes the toxics of experiments whose process has ended, and enables the proxies that they had
 * disabled. Other toxics stay.
 *
 * @returns the names of the toxics that were left.
 * @throws ToxiproxyError where the process of one is alive; nothing is changed then.
 */
export async function removeLeftovers(
  api: ToxiproxyApi,
  isAlive: (pid: number) => boolean,
): Promise<string[]> {
  const proxies = Object.values(await api.proxies());
  for (const { name, toxics } of proxies) {
    const alive = toxics.find((toxic) => isAlive(owned(toxic.name)?.pid ?? 0));
    if (alive) throw underWay(name, alive.name);
  }
  const removed: string[] = [];
  for (const proxy of proxies) removed.push(...(await restore(api, proxy)));
  return removed;
}

/** Removes the last toxic first, as the server requires: see `removeToxic`. */
async function restore(api: ToxiproxyApi, { name, toxics }: ProxyState): Promise<string[]> {
  const left = toxics.filter((toxic) => owned(toxic.name) !== undefined).reverse();
  for (const toxic of left) {
    if (owned(toxic.name)?.down) await api.patchProxy(name, { enabled: true });
    await api.removeToxic(name, toxic.name);
  }
  return left.map((toxic) => toxic.name);
}

function underWay(proxy: string, toxic: string): ToxiproxyError {
  const pid = owned(toxic)?.pid;
  return new ToxiproxyError(
    `An experiment is under way: process ${pid} has disturbed the proxy ${proxy}.\n` +
      `Wait until it has ended. If process ${pid} is not an experiment, remove the toxic ${toxic} from ${proxy}.`,
  );
}

/** Whether a process of this machine runs. */
export function isAlive(pid: number): boolean {
  if (pid === 0) return false; // Signals this process's group.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/*
 * The names of the toxics that an experiment adds have the process id of its keeper, so that the next
 * experiment can remove them after a crash: `experiment-<process>-<role>`.
 */
const NAME = /^experiment-(\d+)-(run|\d+|\d+-down)$/;

/** The parts of a name of ours. */
export interface Owned {
  /** The keeper's process. */
  readonly pid: number;
  /** Whether the proxy was disabled when it was added. */
  readonly down: boolean;
}

/** The name of the toxic that marks a proxy as disturbed by an experiment. */
export const runName = (pid: number) => `experiment-${pid}-run`;

/** The name of a fault's toxic. */
export const faultName = (pid: number, fault: number) => `experiment-${pid}-${fault}`;

/** The name of the toxic that marks a proxy as disabled by a fault. */
export const downName = (pid: number, fault: number) => `experiment-${pid}-${fault}-down`;

/** Parses the name of a toxic; undefined where no experiment added it. */
export function owned(name: string): Owned | undefined {
  const [, pid, role = ""] = NAME.exec(name) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), down: role.endsWith("-down") };
}

import type { ProxyState, ToxiproxyApi } from "../../../components/toxics/api";
import { owned } from "./names";

/** Reports what the keeper could not do, or that its process has ended. */
export class KeeperError extends Error {}

/**
 * Removes the toxics of experiments whose process has ended, and enables the proxies that they had
 * disabled. Other toxics stay.
 *
 * @returns the names of the toxics that were left.
 * @throws KeeperError where the process of one is alive; nothing is changed then.
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

/** The one added last goes first, as the server needs it: see `removeToxic`. */
async function restore(api: ToxiproxyApi, { name, toxics }: ProxyState): Promise<string[]> {
  const left = toxics.filter((toxic) => owned(toxic.name) !== undefined).reverse();
  for (const toxic of left) {
    if (owned(toxic.name)?.down) await api.patchProxy(name, { enabled: true });
    await api.removeToxic(name, toxic.name);
  }
  return left.map((toxic) => toxic.name);
}

function underWay(proxy: string, toxic: string): KeeperError {
  const pid = owned(toxic)?.pid;
  return new KeeperError(
    `An experiment is under way: process ${pid} has disturbed the proxy ${proxy}.\n` +
      `Wait until it has ended. If process ${pid} is none, remove the toxic ${toxic} from ${proxy}.`,
  );
}

/** Whether a process of this machine runs; 0 is none. */
export function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

import type { ToxiproxyApi } from "../toxics/api";
import type { ToxicBody } from "../toxics/body";
import { ToxiproxyError } from "../toxics/transport";
import { downName, faultName, removeLeftovers, runName } from "./leftovers";

/** A fault to add: a toxic, or `down`. */
export interface AppliedFault {
  readonly number: number;
  /** Absent for `down`. */
  readonly toxic?: ToxicBody;
}

/** The faults of one experiment in one proxy. */
export interface Disturbance {
  /** Marks the proxy as disturbed. Removes the toxics of earlier experiments, and returns their names. */
  begin(): Promise<string[]>;
  apply(fault: AppliedFault): Promise<void>;
  lift(number: number): Promise<void>;
  /** Undoes everything; does nothing when called again. */
  end(): Promise<void>;
}

interface Entry {
  readonly number: number;
  readonly down: boolean;
  readonly toxic: ToxicBody;
}

/** A toxic that serves as a mark: it leaves the traffic alone. */
const noop = (name: string): ToxicBody => ({
  name,
  type: "noop",
  stream: "downstream",
  toxicity: 1,
  attributes: {},
});

/** @param isAlive whether the process of another experiment runs. */
export function disturbance(
  api: ToxiproxyApi,
  proxy: string,
  pid: number,
  isAlive: (pid: number) => boolean,
): Disturbance {
  /** The toxics that the proxy may have, in the order in which they were added. */
  const entries: Entry[] = [];

  // Records a toxic before it adds it, so that `end` removes one that failed half-way, too.
  async function add(entry: Entry): Promise<void> {
    entries.push(entry);
    await api.addToxic(proxy, entry.toxic);
    if (entry.down) await api.patchProxy(proxy, { enabled: false });
  }

  async function removeLast(): Promise<void> {
    const entry = entries.at(-1);
    if (entry === undefined) return;
    if (entry.down) await api.patchProxy(proxy, { enabled: true });
    await api.removeToxic(proxy, entry.toxic.name);
    entries.pop();
  }

  return {
    async begin() {
      const removed = await removeLeftovers(api, isAlive);
      const state = await api.proxy(proxy);
      if (state === undefined) throw missing(proxy, Object.keys(await api.proxies()));
      if (!state.enabled) throw disabled(proxy);
      await add({ number: -1, down: false, toxic: noop(runName(pid)) });
      return removed;
    },
    async apply({ number, toxic }) {
      const down = toxic === undefined;
      const named = down ? noop(downName(pid, number)) : { ...toxic, name: faultName(pid, number) };
      await add({ number, down, toxic: named });
    },
    async lift(number) {
      const index = entries.findIndex((entry) => entry.number === number);
      if (index < 0) return;
      // The last toxic has to go first: remove those above, and add them again.
      const above = entries.slice(index + 1);
      while (entries.length > index) await removeLast();
      for (const entry of above) await add(entry);
    },
    async end() {
      while (entries.length > 0) await removeLast();
    },
  };
}

function missing(proxy: string, names: readonly string[]): ToxiproxyError {
  const known = names.length > 0 ? [...names].sort().join(", ") : "none";
  return new ToxiproxyError(`Toxiproxy has no proxy "${proxy}". It has: ${known}.`);
}

function disabled(proxy: string): ToxiproxyError {
  return new ToxiproxyError(
    `The proxy "${proxy}" of Toxiproxy is disabled, so nothing reaches the service. Enable it first.`,
  );
}

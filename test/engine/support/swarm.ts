import { type Host, type Lan, startHost, startLan } from "./host";
import { serviceImage } from "./service";

/** A Swarm of two engines: one manager, one worker. */
export interface Cluster {
  readonly manager: Host;
  readonly worker: Host;
  /** Images that both engines have, under names whose registry refuses connections at once. */
  readonly images: { readonly caddy: string; readonly v1: string; readonly v2: string };
  remove(): Promise<void>;
}

/** A registry that refuses at once: a task tries to pull its image before it uses the local one. */
const REGISTRY = "127.0.0.1:1";

/** Starts both engines and joins them to a Swarm. */
export async function startCluster(caddy: string): Promise<Cluster> {
  const lan = await startLan();
  try {
    return await joined(lan, caddy);
  } catch (error) {
    await lan.remove();
    throw error;
  }
}

async function joined(lan: Lan, caddy: string): Promise<Cluster> {
  const sources = { caddy, ...(await serviceImage()) };
  const [manager, worker] = [await startHost({ lan }), await startHost({ lan })];
  for (const host of [manager, worker]) {
    await host.load(Object.values(sources));
    for (const [name, source] of Object.entries(sources)) {
      await host.docker("tag", source, `${REGISTRY}/${name}:1`);
    }
  }
  const sooner = ["--dispatcher-heartbeat", "1s"];
  await manager.docker("swarm", "init", "--advertise-addr", manager.address, ...sooner);
  const token = await manager.docker("swarm", "join-token", "--quiet", "worker");
  await worker.docker("swarm", "join", "--token", token, manager.address);
  const image = (name: string) => `${REGISTRY}/${name}:1`;
  return {
    manager,
    worker,
    images: { caddy: image("caddy"), v1: image("v1"), v2: image("v2") },
    remove: () => lan.remove(),
  };
}

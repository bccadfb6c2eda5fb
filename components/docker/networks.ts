import type { Engine } from "./engine";

/** A network that is on the Docker host already. */
export interface FoundNetwork {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `bridge` for one host, `overlay` for the nodes of a Swarm, …. */
  readonly driver?: string;
}

/** The networks of exactly this name; Docker allows several. */
export async function networksNamed(engine: Engine, name: string): Promise<FoundNetwork[]> {
  const candidates = await engine.listNetworks({ filters: { name: [name] } });
  return candidates
    .filter((network) => network.Name === name)
    .map((network) => ({
      id: network.Id,
      labels: network.Labels ?? {},
      driver: network.Driver,
    }));
}

/**
 * The network of this name, for `ProxyNetwork` to manage on or adopt; `undefined` when there is
 * none.
 *
 * @throws Error when several have the name.
 */
export async function findNetwork(engine: Engine, name: string): Promise<FoundNetwork | undefined> {
  const found = await networksNamed(engine, name);
  if (found.length > 1) throw new Error(sameNameProblem(name, found));
  return found[0];
}

/** Says which networks share a name, and how to get rid of one. */
export function sameNameProblem(name: string, found: readonly FoundNetwork[]): string {
  const ids = found.map((network) => network.id.slice(0, 12)).sort();
  return (
    `${found.length} networks are named "${name}" (${ids.join(", ")}), and Docker can't tell ` +
    "them apart by name. Remove those that nothing uses: docker network rm <id>."
  );
}

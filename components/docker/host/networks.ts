import type { Engine } from "./engine";

/** An existing network of the Docker host. */
export interface FoundNetwork {
  /** Its ID on the Docker host. */
  readonly id: string;
  /** Its labels, which say whether a stack made it. */
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
 * Finds the network of this name, for `ProxyNetwork` to manage or adopt; `undefined` when there is none.
 *
 * @throws Error when several networks have the name.
 */
export async function findNetwork(engine: Engine, name: string): Promise<FoundNetwork | undefined> {
  const found = await networksNamed(engine, name);
  if (found.length > 1) throw new Error(sameNameProblem(name, found));
  return found[0];
}

/** The message for networks that share a name, with the command that removes one. */
export function sameNameProblem(name: string, found: readonly FoundNetwork[]): string {
  const ids = found.map((network) => network.id.slice(0, 12)).sort();
  return (
    `${found.length} networks are named "${name}" (${ids.join(", ")}), and Docker can't tell ` +
    "them apart by name. Remove those that nothing uses: docker network rm <id>."
  );
}

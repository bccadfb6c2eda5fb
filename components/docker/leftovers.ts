import { type Engine, unlessMissing } from "./engine";

/** Something of a stack on the Docker host that the stack's state does not have. */
export interface Leftover {
  readonly kind: "container" | "network" | "volume";
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Lists what has a label and is not known.
 *
 * @param label `<name>=<value>`.
 * @param known ids and names.
 */
export async function findLeftovers(
  engine: Engine,
  label: string,
  known: ReadonlySet<string>,
): Promise<Leftover[]> {
  const filters = { label: [label] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
    engine.listVolumes({ filters }),
  ]);
  const found: Leftover[] = [
    ...containers.map(({ Id: id, Names: [name = ""], Labels: labels }) => ({
      ...{ kind: "container" as const, id, name: name.slice(1), labels },
    })),
    ...networks.map(({ Id: id, Name: name, Labels: labels = {} }) => ({
      ...{ kind: "network" as const, id, name, labels },
    })),
    ...volumes.map(({ Name: name, Labels: labels }) => ({
      ...{ kind: "volume" as const, id: name, name, labels },
    })),
  ];
  return found.filter(({ id }) => !known.has(id));
}

/** Those of the containers that the engine does not have. */
export async function missing<T extends { readonly id: string }>(
  engine: Engine,
  containers: readonly T[],
): Promise<T[]> {
  const found = await engine.listContainers({ all: true });
  const ids = new Set(found.map(({ Id: id }) => id));
  return containers.filter(({ id }) => !ids.has(id));
}

/**
 * Removes containers, then networks and volumes that no container uses.
 *
 * @returns those that it removed, or that were gone already.
 */
export async function removeLeftovers(
  engine: Engine,
  leftovers: readonly Leftover[],
): Promise<Leftover[]> {
  const containers = leftovers.filter(({ kind }) => kind === "container");
  const others = leftovers.filter(({ kind }) => kind !== "container");
  const removed = await Promise.all(containers.map((each) => removedOf(engine, each)));
  return [...removed, ...(await Promise.all(others.map((each) => removedOf(engine, each))))].flat();
}

/** The one thing where it is removed; none where the engine refuses, as for a network in use. */
function removedOf(engine: Engine, leftover: Leftover): Promise<Leftover[]> {
  return removal(engine, leftover)
    .catch(unlessMissing)
    .then(
      () => [leftover],
      () => [],
    );
}

function removal(engine: Engine, { kind, id }: Leftover): Promise<unknown> {
  if (kind === "container") return engine.getContainer(id).remove({ force: true });
  return kind === "network" ? engine.getNetwork(id).remove() : engine.getVolume(id).remove();
}

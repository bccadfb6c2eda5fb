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
 * @returns those that it removed.
 */
export async function removeLeftovers(
  engine: Engine,
  leftovers: readonly Leftover[],
): Promise<Leftover[]> {
  const containers = leftovers.filter(({ kind }) => kind === "container");
  for (const { id } of containers) {
    await engine.getContainer(id).remove({ force: true }).catch(unlessMissing);
  }
  const others = leftovers.filter(({ kind }) => kind !== "container");
  const removed = others.map(async (each) => {
    const place = each.kind === "network" ? engine.getNetwork(each.id) : engine.getVolume(each.id);
    return place.remove().then(
      () => [each],
      () => [],
    );
  });
  return [...containers, ...(await Promise.all(removed)).flat()];
}

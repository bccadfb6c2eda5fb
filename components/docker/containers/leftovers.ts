import { type Engine, unlessMissing } from "../host/engine";
import type { Listing } from "./listing";

/** Something of a stack on the Docker host, or in its Swarm. */
export interface Leftover {
  readonly kind: "container" | "network" | "secret" | "service" | "volume";
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Lists what has a label; in a Swarm its services and secrets, too.
 *
 * @param listed the containers of the Docker host.
 */
export async function findLabelled(
  engine: Engine,
  listed: Listing,
  label: { readonly name: string; readonly value: string },
): Promise<Leftover[]> {
  const filters = { label: [`${label.name}=${label.value}`] };
  const [networks, { Volumes: volumes }, ofSwarm] = await Promise.all([
    engine.listNetworks({ filters }),
    engine.listVolumes({ filters }),
    findInSwarm(engine, filters),
  ]);
  return [
    ...[...listed.values()]
      .filter(({ labels }) => labels[label.name] === label.value)
      .map(({ id, name, labels }) => ({ kind: "container" as const, id, name, labels })),
    ...networks.map(({ Id: id, Name: name, Labels: labels = {} }) => ({
      ...{ kind: "network" as const, id, name, labels },
    })),
    ...volumes.map(({ Name: name, Labels: labels }) => ({
      ...{ kind: "volume" as const, id: name, name, labels },
    })),
    ...ofSwarm,
  ];
}

/** The part of a service or secret that is read here. */
interface InSwarm {
  readonly ID: string;
  readonly Spec?: { readonly Name?: string; readonly Labels?: Record<string, string> };
}

/** The services and secrets of the Swarm; none where the Docker host is no manager. */
async function findInSwarm(engine: Engine, filters: { label: string[] }): Promise<Leftover[]> {
  const asked: Promise<InSwarm[][]> = Promise.all([
    engine.listServices({ filters }),
    engine.listSecrets({ filters }),
  ]);
  const [services = [], secrets = []] = await asked.catch(() => []);
  const found = (kind: "secret" | "service", { ID: id, Spec: spec }: InSwarm) => {
    const { Name: name = id, Labels: labels = {} } = spec ?? {};
    return { kind, id, name, labels };
  };
  return [
    ...services.map((each) => found("service", each)),
    ...secrets.map((each) => found("secret", each)),
  ];
}

/** What others of the same stack use until it is removed. */
const USERS: ReadonlySet<Leftover["kind"]> = new Set(["container", "service"]);

/**
 * Removes containers and services, then what none of them uses any more.
 *
 * @returns those that it removed, or that were gone already.
 */
export async function removeLeftovers(
  engine: Engine,
  leftovers: readonly Leftover[],
): Promise<Leftover[]> {
  const users = leftovers.filter(({ kind }) => USERS.has(kind));
  const used = leftovers.filter(({ kind }) => !USERS.has(kind));
  const removed = await Promise.all(users.map((each) => removedOf(engine, each)));
  return [...removed, ...(await Promise.all(used.map((each) => removedOf(engine, each))))].flat();
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
  switch (kind) {
    case "container":
      return engine.getContainer(id).remove({ force: true });
    case "service":
      return engine.getService(id).remove();
    case "network":
      return engine.getNetwork(id).remove();
    case "secret":
      return engine.getSecret(id).remove();
    case "volume":
      return engine.getVolume(id).remove();
  }
}

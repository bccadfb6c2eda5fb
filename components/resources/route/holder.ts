import { createHash } from "node:crypto";
import { ROUTE_LABEL } from "../../declare/stack-id";
import { clockOf } from "../../docker/host/clock";
import type { Engine } from "../../docker/host/engine";
import { unlessMissing } from "../../docker/host/engine";
import { textOf } from "../../schema/canonical";

/** Label of a route holder: a digest of the route's labels, beside which it has those of its image. */
const DIGEST_LABEL = "gatehouse.labels";

/** A route holder on the Docker host: a container that never runs. */
export interface Holder {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** How many routes have both their old and their new holder now. */
let replacing = 0;

/** When the last of them had only its new one. */
let replaced = 0;

/** Until when this process has replaced holders, by this machine's clock. */
export const holdersReplaced = () => (replacing > 0 ? Date.now() : replaced);

/** The holders of a route: one, unless someone interfered or an update was interrupted. */
export async function holdersOf(engine: Engine, route: string): Promise<Holder[]> {
  const found = await engine.listContainers({
    all: true,
    filters: { label: [`${ROUTE_LABEL}=${route}`] },
  });
  return found.map(({ Id: id, Labels: labels }) => ({ id, labels }));
}

/** Whether a route's labels are on these holders, which need no change. */
export function isHeld(
  holders: readonly Holder[],
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.keys(labels).length > 0 ? 1 : 0;
  return holders.length === wanted && holders.every((holder) => holds(holder.labels, labels));
}

/**
 * Puts a route's labels on a new holder and removes the old ones, close enough together that the
 * plugin, which gathers events, sees one change.
 *
 * @param image any image that is on the host: it never runs.
 * @param mark further labels of a new holder, which are not the route's.
 * @returns when it changed them, by the engine's clock; `undefined` when nothing changes.
 */
export async function holdLabels(
  engine: Engine,
  route: string,
  labels: Readonly<Record<string, string>>,
  image: string,
  mark: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const before = await holdersOf(engine, route);
  if (isHeld(before, labels)) return undefined;
  replacing++;
  try {
    const changed =
      Object.keys(labels).length > 0
        ? await createHolder(engine, route, labels, image, mark)
        : (await clockOf(engine))();
    await Promise.all(before.map(({ id }) => remove(engine, id)));
    return changed;
  } finally {
    replacing--;
    replaced = Date.now();
  }
}

/** Removes every holder of a route. */
export async function dropLabels(engine: Engine, route: string): Promise<void> {
  const found = await holdersOf(engine, route);
  await Promise.all(found.map(({ id }) => remove(engine, id)));
}

async function createHolder(
  engine: Engine,
  route: string,
  labels: Readonly<Record<string, string>>,
  image: string,
  mark: Readonly<Record<string, string>>,
): Promise<number> {
  const container = await engine.createContainer({
    name: holderName(route),
    Image: image,
    Labels: { ...labels, ...mark, [ROUTE_LABEL]: route, [DIGEST_LABEL]: digest(labels) },
    HostConfig: { NetworkMode: "none" },
  });
  return Date.parse((await container.inspect()).Created);
}

/** A name that shows the purpose of the container, and that the old holders do not have. */
function holderName(route: string): string {
  const unique = createHash("sha256").update(`${route} ${Date.now()}`).digest("hex").slice(0, 8);
  return `${route.replace(/[^\w.-]/g, "-")}-route-${unique}`;
}

async function remove(engine: Engine, id: string): Promise<void> {
  await engine.getContainer(id).remove({ force: true }).catch(unlessMissing);
}

/** Whether a holder has a route's labels and, beside its image's, no other. */
export function holds(
  holder: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const { [ROUTE_LABEL]: _route, [DIGEST_LABEL]: known, ...own } = holder;
  return (known ?? digest(own)) === digest(labels);
}

function digest(labels: Readonly<Record<string, string>>): string {
  return createHash("sha256").update(textOf(labels)).digest("hex");
}

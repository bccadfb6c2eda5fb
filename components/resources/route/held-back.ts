import type { Engine } from "../../docker/host/engine";
import { RefusedConfiguration } from "../../docker/routes/served";
import { refusalOf } from "../validation/refusal";
import { holdersOf } from "./holder";
import { labelledContainers, readingOf, supersededIn } from "./labelled";

/** The proxy that a resource waits for. */
export interface AwaitedProxy {
  /** `<project>/<stack>/<resource>`, unique on the Docker host. */
  readonly name: string;
  /** Id of the proxy's container. */
  readonly proxy: string;
  /** Id of the container that reads the labels, where the proxy itself does not. */
  readonly controller?: string;
  /** Ids of the containers that are the resource's, beside route-holders. Default: none. */
  readonly containers?: readonly string[];
}

/**
 * Whether labels of superseded containers, and nothing else, make Caddy refuse the configuration. A
 * container's labels can't be changed, and Pulumi deletes the old containers of a service at the end of
 * an update. Until then the proxy reads the labels of both, which Caddy may refuse: one host in two
 * sites, for example. The end of the update resolves that, unless the update fails.
 *
 * @throws Error with Caddy's error when Caddy refuses the configuration without those labels, too, and
 *   the plugin does not drop the site that Caddy refuses.
 */
export async function isHeldBack(
  engine: Engine,
  { name, proxy, controller = proxy }: AwaitedProxy,
): Promise<boolean> {
  const reading = await readingOf(engine, controller);
  const containers = await labelledContainers(engine, reading);
  const superseded = supersededIn(containers, name);
  if (superseded.length === 0) return false;
  const caddy = { proxy, reader: controller, base: reading.base };
  if ((await refusalOf(engine, caddy, { containers })) === undefined) return false;
  const wanted = containers.filter((each) => !superseded.includes(each));
  const refusal = await refusalOf(engine, caddy, { containers: wanted });
  if (refusal === undefined || reading.process) return refusal === undefined;
  throw new RefusedConfiguration(refusal);
}

/** Whose labels Caddy has refused. */
export const Refused = {
  /** Those of the resource. */
  Own: "own",
  /** Those of other containers. */
  Others: "others",
  /** Labels that are gone: it accepts all that are there by now. */
  Past: "past",
} as const;
export type Refused = (typeof Refused)[keyof typeof Refused];

/** Whose labels made Caddy refuse a configuration: it tries those of now, with and without the resource's. */
export async function refusedLabels(
  engine: Engine,
  { name, proxy, controller = proxy, containers: own = [] }: AwaitedProxy,
): Promise<Refused> {
  const reading = await readingOf(engine, controller);
  const [containers, holders] = await Promise.all([
    labelledContainers(engine, reading),
    holdersOf(engine, name),
  ]);
  const ids = new Set([...own, ...holders.map(({ id }) => id)]);
  const others = containers.filter(({ id }) => !ids.has(id));
  const caddy = { proxy, reader: controller, base: reading.base };
  const isRefused = async (each: typeof containers) =>
    (await refusalOf(engine, caddy, { containers: each })) !== undefined;
  if (!(await isRefused(containers))) return Refused.Past;
  return (await isRefused(others)) ? Refused.Others : Refused.Own;
}

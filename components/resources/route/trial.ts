// The trial of a route's labels by the proxy's Caddy, before a holder has them.
import { connect } from "../../docker/host/client";
import type { DockerHost, Engine } from "../../docker/host/engine";
import { RefusedConfiguration } from "../../docker/routes/served";
import { selectLabels } from "../../labels/caddyfile/from-labels";
import { inBatches } from "../../schema/in-batches";
import { type Configuration, isKnown } from "../validation/configuration";
import { refusalOf } from "../validation/refusal";
import { holdersReplaced } from "./holder";
import {
  type Listed,
  labelledContainers,
  listedContainers,
  type Reading,
  readingOf,
  supersededIn,
} from "./labelled";
import { refusalsBeside } from "./refusals";

/** A route that is tried. */
export interface TriedRoute {
  readonly docker: DockerHost;
  /** `<project>/<stack>/<service>`. */
  readonly name: string;
  /** Id of the proxy's container. */
  readonly proxy: string;
  /** Id of the container that reads the labels, where the proxy itself does not. */
  readonly controller?: string;
  /** The labels that its holder shall have. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Milliseconds in which another route of the update may take away what Caddy refuses beside this one. */
const SETTLED = 500;

/**
 * Has the proxy's Caddy try the configuration that a route's labels would make with all others, which costs
 * the start of a container. Routes that come during a trial share the next one. Labels with templates that only
 * the plugin can evaluate are not tried.
 *
 * @throws RefusedConfiguration when Caddy refuses it for these labels.
 */
export async function tryRoute(route: TriedRoute): Promise<void> {
  if (!isKnown(route.labels)) return;
  for (;;) {
    const began = Date.now();
    const refusal = await refusalFor(route);
    if (refusal === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
    if (holdersReplaced() < began) throw new RefusedConfiguration(refusal, REFUSED);
  }
}

const REFUSED = "Caddy refuses the labels of this route, and the proxy keeps those that it has";

const refusalFor = inBatches<TriedRoute, string | undefined>(
  ({ docker, proxy, controller }) => [docker, proxy, controller],
  (routes) => refusalsOf(connect(routes[0].docker), routes, routes[0]),
);

/** @internal Caddy's refusals of routes at the proxy of one of them, in their order. */
export async function refusalsOf(
  engine: Engine,
  routes: readonly TriedRoute[],
  { proxy, controller = proxy, name }: TriedRoute,
): Promise<(string | undefined)[]> {
  const reading = await readingOf(engine, controller);
  const caddy = { proxy, reader: controller, base: reading.base };
  const refusal = (configuration: Configuration) => refusalOf(engine, caddy, configuration);
  const wanted = routes.map((route) => holderOf(route, reading.prefix));
  const listed = await listedContainers(engine, reading);
  const staying = () => stayingOf(engine, reading, name);
  return refusalsBeside(wanted, listed, staying, refusal);
}

/** The holder that a route shall have. */
function holderOf({ name, labels }: TriedRoute, prefix: string): Listed {
  return { id: "", labels: selectLabels(labels, prefix), ips: [], route: name };
}

/** The containers whose labels the proxy reads, without those that the update deletes at its end. */
async function stayingOf(engine: Engine, reading: Reading, route: string): Promise<Listed[]> {
  const containers = await labelledContainers(engine, reading);
  const superseded = new Set(supersededIn(containers, route).map(({ id }) => id));
  const listed = await listedContainers(engine, reading);
  return listed.filter(({ id }) => !superseded.has(id));
}

// The trial of a route's labels by the Caddy of a Swarm's servers, before a holder has them.
import { connect } from "../../docker/host/client";
import type { DockerHost, Engine } from "../../docker/host/engine";
import { RefusedConfiguration } from "../../docker/routes/served";
import { selectLabels } from "../../labels/caddyfile/from-labels";
import { inBatches } from "../../schema/in-batches";
import { isRead, type Listed, type Reading, readingIn } from "../route/labelled";
import { refusalsBeside } from "../route/refusals";
import { type Configuration, isKnown, textOf } from "../validation/configuration";
import { type FoundService, refusalInSwarm } from "./refusal";
import type { HolderSpec } from "./steps";

/** A route that is tried, and the service of the servers. */
export interface TriedRoute extends Pick<HolderSpec, "holder" | "labels"> {
  readonly docker: DockerHost;
  readonly servers: string;
}

/**
 * Has the servers' Caddy try the configuration that a route's labels would make with those of all other services,
 * which costs a task of a Swarm. Routes that come during a trial share the next one. Labels with templates that only
 * the plugin can evaluate are not tried.
 *
 * @throws RefusedConfiguration when Caddy refuses it for these labels.
 */
export async function tryRoute(route: TriedRoute): Promise<void> {
  if (!isKnown(route.labels)) return;
  const refusal = await refusalFor(route);
  if (refusal !== undefined) throw new RefusedConfiguration(refusal, REFUSED);
}

const REFUSED = "Caddy refuses the labels of this route, and the servers keep those that they have";

const refusalFor = inBatches<TriedRoute, string | undefined>(
  ({ docker, servers }) => [docker, servers],
  (routes) => refusalsOf(connect(routes[0].docker), routes, routes[0].servers),
);

/** @internal Caddy's refusals of routes, in their order; none with a base Caddyfile, which only the controller has. */
export async function refusalsOf(
  engine: Engine,
  routes: readonly TriedRoute[],
  id: string,
): Promise<(string | undefined)[]> {
  const services = (await engine.listServices()) as unknown as FoundService[];
  const servers = services.find(({ ID: known }) => known === id);
  const reading = servers && readingOf(services, servers);
  if (reading === undefined || reading.base !== undefined) return routes.map(() => undefined);
  const refusal = (configuration: Configuration) =>
    refusalInSwarm(engine, servers as FoundService, textOf(configuration));
  const wanted = routes.map(({ holder, labels }) => listedOf(holder, labels, reading));
  const listed = services
    .filter(({ Spec: { Labels: labels } }) => isRead(labels, reading.prefix))
    .map(({ Spec: { Name: name, Labels: labels } }) => listedOf(name, labels, reading));
  return refusalsBeside(wanted, listed, async () => listed, refusal);
}

/** The settings of the controller on the network of these servers; `undefined` without one. */
function readingOf(services: readonly FoundService[], servers: FoundService): Reading | undefined {
  const environment = ({ Spec: { TaskTemplate: template } }: FoundService) =>
    template.ContainerSpec.Env ?? [];
  const network = environment(servers).find((line) => line.startsWith("CADDY_CONTROLLER_NETWORK="));
  const controller = services.find((each) => {
    const lines = environment(each);
    return lines.includes("CADDY_DOCKER_MODE=controller") && lines.includes(network ?? "");
  });
  return controller && readingIn(environment(controller));
}

function listedOf(name: string, labels: HolderSpec["labels"], { prefix }: Reading): Listed {
  return { id: name, labels: selectLabels(labels, prefix), ips: [], route: name };
}

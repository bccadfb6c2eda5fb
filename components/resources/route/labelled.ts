import type { ContainerInfo } from "dockerode";
import { ROUTE_LABEL } from "../../declare/stack-id";
import { type Engine, unlessMissing } from "../../docker/host/engine";
import { selectLabels } from "../../labels/caddyfile/from-labels";

/** The settings of the plugin that decide which labels it reads. */
export interface Reading {
  readonly prefix: string;
  /** Names of the networks on which the proxy reaches services. */
  readonly networks: readonly string[];
  /** Whether labels of stopped containers count. */
  readonly stopped: boolean;
  /** Whether the plugin drops a site that Caddy refuses, instead of the whole configuration. */
  readonly process: boolean;
  /** Path, in that container, of the Caddyfile that labels are added to. */
  readonly base?: string;
}

/** A container whose labels the proxy reads. */
export interface Listed {
  readonly id: string;
  /** The labels that the proxy reads, their prefix spelled `caddy`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its addresses on the networks of services. */
  readonly ips: readonly string[];
  /** The route whose holder it is. */
  readonly route?: string;
}

/** A container whose labels the proxy reads, or that shares a network with such containers. */
export interface Labelled extends Listed {
  /** When it was created, in milliseconds by the engine's clock. */
  readonly created: number;
  /** Its names on networks. */
  readonly aliases: readonly string[];
}

/** The values that the plugin takes as true. */
const YES = /^(true|yes|1)$/;

/** Reads the plugin's settings from the environment of its container. */
export async function readingOf(engine: Engine, reader: string): Promise<Reading> {
  const { Config: config } = await engine.getContainer(reader).inspect();
  return readingIn(config.Env);
}

/** Reads the plugin's settings from the lines of an environment. */
export function readingIn(environment: readonly string[]): Reading {
  const setting = (name: string) =>
    environment.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  return {
    prefix: setting("CADDY_DOCKER_LABEL_PREFIX") ?? "caddy",
    networks: (setting("CADDY_INGRESS_NETWORKS") ?? "").split(",").filter((name) => name !== ""),
    stopped: YES.test(setting("CADDY_DOCKER_SCAN_STOPPED_CONTAINERS") ?? "false"),
    process: YES.test(setting("CADDY_DOCKER_PROCESS_CADDYFILE") ?? "true"),
    base: setting("CADDY_DOCKER_CADDYFILE_PATH"),
  };
}

/**
 * The containers whose labels the proxy reads, the newest first, by one question to Docker. Of the holders of a
 * route, which has two while it changes, only the newest counts.
 */
export async function listedContainers(engine: Engine, reading: Reading): Promise<Listed[]> {
  const listed = await engine.listContainers({ all: reading.stopped });
  const held = new Set<string>();
  return listed
    .filter(({ Labels: labels }) => isRead(labels, reading.prefix))
    .map((each) => ofList(each, reading))
    .filter(({ route }) => {
      const known = route !== undefined && held.has(route);
      if (route !== undefined) held.add(route);
      return !known;
    });
}

/** The containers whose labels the proxy reads, and those on their networks; the newest first. */
export async function labelledContainers(engine: Engine, reading: Reading): Promise<Labelled[]> {
  const { prefix, networks, stopped } = reading;
  const listed = await engine.listContainers({ all: stopped });
  const near = listed.filter(
    ({ Labels: labels, NetworkSettings: { Networks: joined } }) =>
      isRead(labels, prefix) || networks.some((network) => network in joined),
  );
  const found = await Promise.all(
    near.map(async (each) => {
      const inspected = await engine.getContainer(each.Id).inspect().catch(unlessMissing);
      if (inspected === undefined) return [];
      const { Created: created, NetworkSettings: settings } = inspected;
      const joined = Object.values(settings.Networks);
      const aliases = joined.flatMap(({ Aliases: names }) => names ?? []);
      return [{ ...ofList(each, reading), created: Date.parse(created), aliases }];
    }),
  );
  return found.flat().sort((one, other) => other.created - one.created);
}

/** A container of Docker's list. */
function ofList(
  { Id: id, Labels: labels, NetworkSettings: { Networks: joined } }: ContainerInfo,
  { prefix, networks }: Reading,
): Listed {
  const reached = networks.map((network) => joined[network]?.IPAddress ?? "");
  const ips = reached.filter((ip) => ip !== "");
  return { id, labels: selectLabels(labels, prefix), ips, route: labels[ROUTE_LABEL] };
}

/** Whether a proxy with this label prefix reads any of these labels. */
export function isRead(labels: Readonly<Record<string, string>>, prefix: string): boolean {
  return Object.keys(selectLabels(labels, prefix)).length > 0;
}

/**
 * The containers with outdated labels: a newer container of the same service has other ones. Pulumi
 * deletes them at the very end of an update.
 *
 * @param route name of any route of the stack, `<project>/<stack>/<service>`.
 */
export function supersededIn(containers: readonly Labelled[], route: string): Labelled[] {
  const [project, stack] = route.split("/");
  const text = ({ labels }: Labelled) => JSON.stringify(Object.entries(labels).sort());
  return containers.filter((each) => {
    const services = each.aliases.filter((alias) => alias.endsWith(`.${stack}.${project}`));
    const newer = containers.filter(
      ({ created, aliases }) =>
        created > each.created && services.some((service) => aliases.includes(service)),
    );
    return isRead(each.labels, "caddy") && newer.some((other) => text(other) !== text(each));
  });
}

// The networks of a source: the proxy's, and those of the services among themselves.
import { type Code, call, object, raw } from "../code/code";
import { recordOf } from "../compose/merge";
import { fieldOf, fieldsOf, type Located, textOf } from "../compose/tree";
import { meetingNames } from "./meeting";
import type { Remark } from "./remark";
import { isProxy, nameOnHost, networksOf, type Source } from "./source";
import type { ProjectNames } from "./target";
import type { Names } from "./words";

/** A network of the program. */
interface ProgramNetwork {
  readonly variable: string;
  readonly code: Code;
  readonly remarks: readonly Remark[];
}

/** The networks of a program. */
export interface Networks {
  /** The key of the proxy's network; `undefined` if the source has none. */
  readonly proxy?: string;
  /** The name of the proxy's network on the Docker host. */
  readonly proxyName?: string;
  /** The others, by key. */
  readonly others: ReadonlyMap<string, ProgramNetwork>;
}

/** The key of a network that joins services which find each other by name on the proxy's. */
const MEETING = "\0services";

/**
 * The networks of a source.
 *
 * @param routed the names of the services behind the proxy.
 * @param variables takes a variable's name.
 */
export function networksIn(
  source: Source,
  names: ProjectNames,
  routed: ReadonlySet<string>,
  variables: Names,
): Networks {
  const members = membersOf(source);
  const proxy = proxyKey(source, names, routed);
  const others = new Map<string, ProgramNetwork>();
  for (const [key, services] of members) {
    if (key === proxy || services.length === 0) continue;
    if (key === "default" && services.length < 2) continue;
    others.set(key, networkOf(source, names, key, variables));
  }
  if (meetingNames(source, proxy, routed).size > 0) {
    const variable = variables.take("services", "Network");
    others.set(MEETING, { variable, code: call("new PrivateNetwork", "services"), remarks: [] });
  }
  const proxyName =
    proxy === undefined
      ? undefined
      : nameOnHost(source, "networks", proxy, names.isExternal("networks", proxy));
  return { proxy, proxyName, others };
}

/** The services of each network but the proxy itself. */
function membersOf({ services }: Source): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const [name, { node }] of services) {
    if (isProxy(node)) continue;
    for (const key of networksOf(node).keys())
      members.set(key, [...(members.get(key) ?? []), name]);
  }
  return members;
}

function proxyKey(
  source: Source,
  names: ProjectNames,
  routed: ReadonlySet<string>,
): string | undefined {
  const services = [...source.services].map(([name, { node }]) => ({ name, node }));
  const proxy = services.find(({ node }) => isProxy(node));
  const behind = services.filter(({ name }) => routed.has(name));
  const ingress = [
    ...(
      textOf(recordOf(fieldOf(proxy?.node, "environment")).get("CADDY_INGRESS_NETWORKS")?.node) ??
      ""
    ).split(","),
    ...behind.map(({ node }) =>
      textOf(recordOf(fieldOf(node, "labels")).get("caddy_ingress_network")?.node),
    ),
  ];
  const all = new Set(services.flatMap(({ node }) => [...networksOf(node).keys()]));
  const named = [...all].find((key) => {
    const onHost = nameOnHost(source, "networks", key, names.isExternal("networks", key));
    return ingress.includes(onHost) || ingress.includes(key);
  });
  if (named !== undefined) return named;
  const ofProxy = proxy === undefined ? [] : [...networksOf(proxy.node).keys()];
  const ofServices = behind.flatMap(({ node }) => [...networksOf(node).keys()]);
  const external = ofServices.find((key) => names.isExternal("networks", key));
  return ofProxy.find((key) => ofServices.includes(key)) ?? ofProxy[0] ?? external;
}

const CARRIED = ["name", "external", "internal", "driver"];

function networkOf(
  source: Source,
  names: ProjectNames,
  key: string,
  variables: Names,
): ProgramNetwork {
  const node = fieldOf(source.top, "networks", key);
  const variable = variables.take(key, "Network");
  const remarks = [...fieldsOf(node)].flatMap(([field, { key: place, node: value }]): Remark[] => {
    if (CARRIED.includes(field) && !(field === "driver" && textOf(value) !== "bridge")) return [];
    const message =
      "the existing network keeps it. On a host without that network, create it with docker network create first.";
    return [{ place, key: `networks.${key}.${field}`, message, left: true }];
  });
  const settings = object({
    networkName: nameOnHost(source, "networks", key, names.isExternal("networks", key)),
    internal: textOf(fieldOf(node, "internal")) === "true" ? true : undefined,
  });
  const code = call(
    "new PrivateNetwork",
    key,
    ...(settings.properties.length > 0 ? [settings] : []),
  );
  return { variable, code, remarks };
}

/** The code of a service's networks beside the proxy's. */
export function attachments(
  service: string,
  node: Located,
  networks: Networks,
  proxied: boolean,
  source: Source,
  routed: ReadonlySet<string>,
): Code[] {
  const found: Code[] = [];
  for (const [key, { aliases }] of networksOf(node)) {
    const variable =
      key === networks.proxy
        ? proxied
          ? undefined
          : "network"
        : networks.others.get(key)?.variable;
    if (variable === undefined) continue;
    const names = aliases.filter((alias) => alias !== service);
    found.push(attachment(variable, names));
  }
  const meeting = networks.others.get(MEETING);
  if (meeting !== undefined && meetingNames(source, networks.proxy, routed).has(service)) {
    const container = textOf(fieldOf(node, "container_name"));
    found.push(
      attachment(
        meeting.variable,
        container === undefined || container === service ? [] : [container],
      ),
    );
  }
  return found;
}

function attachment(variable: string, aliases: readonly string[]): Code {
  const network = variable === "network" ? raw("network") : raw(variable);
  return object({ network, aliases: aliases.length === 0 ? undefined : { list: aliases } });
}

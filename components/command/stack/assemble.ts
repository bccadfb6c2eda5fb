// Makes the typed picture of a deployed stack out of its state.
import type { DockerHost } from "../../docker/host/engine";
import { textOf } from "../../schema/canonical";
import { hostOfResources, providersIn } from "./hosts";
import type {
  Deployed,
  DeployedComponent,
  DeployedContainer,
  DeployedEntry,
  DeployedNetwork,
  DeployedPath,
  DeployedRoute,
  DeployedTasks,
} from "./model";
import type { State, StateResource } from "./state";

const COMPONENT = "gatehouse:index:";
const DYNAMIC = "pulumi-nodejs:dynamic/gatehouse:";
const CONTAINER = "docker:index/container:Container";
const SERVICE = "docker:index/service:Service";
const IMAGE = "docker:index/remoteImage:RemoteImage";
const NETWORKS = ["ProxyNetwork", "PrivateNetwork"];
const ENTRY = "CaddyProxy";
const TOXIPROXY = "Toxiproxy";

/** The name of a dynamic resource of the package, such as `Route`; `undefined` for any other resource. */
export function dynamicType({ type }: StateResource): string | undefined {
  return type.startsWith(DYNAMIC) ? type.slice(DYNAMIC.length) : undefined;
}

/** What a stack has deployed, by its state. */
export function assemble(state: State): Deployed {
  const kept = state.resources.filter(({ replaced }) => !replaced).sort(byName);
  const found = componentsOf(kept);
  const [stack = "", project = ""] = partsOf(kept[0]?.urn ?? "");
  const entries = found.filter(({ kind }) => kind === ENTRY).map(entryOf);
  const services = found
    .filter((each) => each.kind !== ENTRY && each.kind !== TOXIPROXY && isService(each))
    .map((each) => ({ ...each, entry: entries.find((entry) => leadsTo(each, entry)) }));
  return {
    ...{ stack, project, written: state.written, pending: state.pending },
    outputs: kept.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {},
    ...{ entries, services, toxiproxies: found.filter(({ kind }) => kind === TOXIPROXY) },
    networks: networksOf(kept, found),
    hosts: distinct(found.map(({ docker }) => docker)),
    leftovers: state.resources
      .filter(({ replaced, type }) => replaced && type === CONTAINER)
      .map(({ outputs }) => String(outputs.name)),
  };
}

/** The second replica of a service, `shop-2`, comes before the tenth. */
function byName(one: StateResource, other: StateResource): number {
  return one.name.localeCompare(other.name, "en", { numeric: true });
}

/** The stack and the project in a URN. */
function partsOf(urn: string): string[] {
  const [stack = "", project = ""] = urn.replace("urn:pulumi:", "").split("::");
  return [stack, project];
}

/** The components with something of their own on a Docker host. */
function componentsOf(resources: readonly StateResource[]): DeployedComponent[] {
  const children = childrenIn(resources);
  const images = imagesIn(resources);
  const providers = providersIn(resources);
  return resources
    .filter(({ type }) => type.startsWith(COMPONENT))
    .flatMap((component) => {
      const own = children.get(component.urn) ?? [];
      const docker = hostOfResources(own, providers);
      return docker === undefined ? [] : [componentOf(component, own, docker, images)];
    });
}

function childrenIn(resources: readonly StateResource[]): Map<string, StateResource[]> {
  const children = new Map<string, StateResource[]>();
  for (const each of resources) {
    const { parent = "" } = each;
    children.set(parent, [...(children.get(parent) ?? []), each]);
  }
  return children;
}

function componentOf(
  { type, name, urn, inputs, outputs }: StateResource,
  resources: readonly StateResource[],
  docker: DockerHost,
  images: ReadonlyMap<string, string>,
): DeployedComponent {
  const kind = type.slice(COMPONENT.length);
  const urls = [outputs.urls, outputs.addresses].find(Array.isArray) ?? [];
  return {
    ...{ kind, name, urn, docker, urls, resources, outputs, args: inputs },
    containers: resources
      .filter((each) => each.type === CONTAINER)
      .map((each) => containerOf(each, images)),
    tasks: resources.filter((each) => each.type === SERVICE).map(tasksOf),
    routes: dynamic(resources, "Route", "SwarmRoute").map(routeOf),
    paths: dynamic(resources, "ToxicProxy").map(
      ({ outputs: props }) => props as unknown as DeployedPath,
    ),
    released: releasedAt(resources),
  };
}

function dynamic(resources: readonly StateResource[], ...types: string[]): StateResource[] {
  return resources.filter((each) => types.includes(dynamicType(each) ?? ""));
}

/** The names of the images, by id. */
function imagesIn(resources: readonly StateResource[]): ReadonlyMap<string, string> {
  const images = resources.filter(({ type }) => type === IMAGE);
  return new Map(images.map(({ outputs }) => [String(outputs.imageId), String(outputs.name)]));
}

function containerOf(
  { id = "", outputs, created }: StateResource,
  images: ReadonlyMap<string, string>,
): DeployedContainer {
  const image = String(outputs.image ?? "");
  return { id, name: String(outputs.name ?? ""), image: images.get(image) ?? image, created };
}

function tasksOf({ id = "", outputs }: StateResource): DeployedTasks {
  const { replicated } = Object(outputs.mode);
  const { containerSpec } = Object(outputs.taskSpec);
  return {
    ...{ id, name: String(outputs.name ?? "") },
    image: String(Object(containerSpec).image ?? ""),
    replicas: replicated === undefined ? undefined : Number(Object(replicated).replicas ?? 1),
  };
}

function routeOf({ name, outputs, modified }: StateResource): DeployedRoute {
  return { ...(outputs as unknown as DeployedRoute), resource: name, modified };
}

/** When containers, tasks or files were last replaced or, where there are none, the route. */
function releasedAt(resources: readonly StateResource[]): string | undefined {
  const of = (isOne: (each: StateResource) => boolean, time: "created" | "modified") =>
    resources
      .filter(isOne)
      .flatMap((each) => each[time] ?? [])
      .sort()
      .at(-1);
  return (
    of(({ type }) => type === CONTAINER, "created") ??
    of(({ type }) => type === SERVICE, "modified") ??
    of((each) => dynamicType(each) === "SiteFiles", "modified") ??
    of((each) => /Route$/.test(dynamicType(each) ?? ""), "modified")
  );
}

function entryOf(component: DeployedComponent): DeployedEntry {
  const { args, outputs, resources, routes } = component;
  const reload = dynamic(resources, "Reload")[0]?.outputs ?? {};
  const [inSwarm] = routes;
  const server = text(reload.proxy) ?? text(Reflect.get(Object(inSwarm), "servers")) ?? "";
  const other = component.tasks.find(({ id }) => id !== server)?.id;
  return {
    ...component,
    ...{ server, controller: text(reload.controller) ?? other ?? server },
    httpPort: Number(outputs.httpPort ?? 80),
    httpsPort: Number(outputs.httpsPort ?? 443),
    tcpPorts: Array.isArray(args.tcpPorts) ? args.tcpPorts : [],
    address: text(args.address) ?? "127.0.0.1",
    labelPrefix: text(outputs.labelPrefix) ?? "",
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whether something runs for a component, or a route leads to it: networks and images have neither. */
function isService({ containers, tasks, routes }: DeployedComponent): boolean {
  return containers.length + tasks.length + routes.length > 0;
}

/** Whether a component has a route at an entry point. */
function leadsTo({ routes }: DeployedComponent, { server }: DeployedEntry): boolean {
  return routes.some((route) => [route.proxy, Reflect.get(route, "servers")].includes(server));
}

/** The networks of the components; an adopted one has no resource of its own, and so no Docker host. */
function networksOf(
  resources: readonly StateResource[],
  components: readonly DeployedComponent[],
): DeployedNetwork[] {
  const providers = providersIn(resources);
  const fallback = components[0]?.docker;
  return resources
    .filter(({ type }) => NETWORKS.some((kind) => type === COMPONENT + kind))
    .flatMap(({ urn, outputs: { networkId: id, networkName: name } }: StateResource) => {
      const own = resources.filter(({ parent }) => parent === urn);
      const docker = hostOfResources(own, providers) ?? fallback;
      return docker === undefined ? [] : [{ id: String(id), name: String(name), docker }];
    });
}

function distinct(hosts: readonly DockerHost[]): DockerHost[] {
  return [...new Map(hosts.map((host) => [textOf(host), host])).values()];
}

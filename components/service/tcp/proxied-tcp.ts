// ProxiedTcp: a service that does not speak HTTP, behind the entry point.
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { releaseFile } from "../../caddy/routing/upstream-files";
import { networkAlias } from "../../declare/owner";
import { registered } from "../../declare/registered";
import { claimNames } from "../../network/container-names";
import { withProviderOf } from "../../provider/same-host";
import { Route } from "../../resources/route";
import { argsProblems, type Problem } from "../../schema/problems";
import { goingOn, Refusal } from "../../schema/refusal";
import { withSecrets } from "../../schema/secret";
import { isComponent } from "../../schema/values";
import { declareServiceImage } from "../containers";
import { upTo } from "../deployment";
import { warnOfPin, withPin } from "../pins";
import { recordedTcpRelease } from "../recorded";
import { declareRelease, declareVolumes, numbered, shownOrder } from "../release";
import { placeProblems } from "../routed";
import { pathName } from "../upstream/upstream";
import { type ProxiedTcpArgs, proxiedTcpSchema } from "./args";
import { tcpRouting } from "./layer4";
import { tcpProblems } from "./problems";

/**
 * A service of any protocol over TCP behind the entry point, such as a database or an SSH server: by a port of
 * its own, or with TLS by names, so that several share a port. New connections lead to a new container once that
 * is ready; those to the old one go on for `drain` seconds. See docs/tcp.md.
 *
 * @example An SSH server by a port of its own.
 * const image = new BuiltCaddyImage("caddy", { modules: ["github.com/mholt/caddy-l4@v0.1.2"] });
 * const entry = new CaddyProxy("caddy", { network, image, tcpPorts: [2222, 5432] });
 * new ProxiedTcp("git", { entry, port: 2222, image: "ghcr.io/example/git:1.4.2", containerPort: 22 });
 *
 * @example A PostgreSQL by its name, whose TLS the proxy ends with a certificate of the entry point's CA.
 * new ProxiedTcp("db", {
 *   entry, port: 5432, image: "postgres:17", hosts: ["db.example.com"], tls: TcpTls.Terminate,
 *   startTls: StartTls.Postgres,
 *   volumes: [{ source: "data", target: "/var/lib/postgresql/data", retainOnDelete: true }],
 *   healthcheck: { command: ["pg_isready", "-h", "127.0.0.1"] },
 * });
 */
export class ProxiedTcp extends pulumi.ComponentResource {
  /** `host:port` where clients connect to, one for each of `hosts`; without hosts, the entry point's address. */
  readonly addresses: string[];
  /** `<name>.<stack>.<project>:<port>`, where others on the proxy network reach its containers. */
  readonly upstream: string;
  /** Names of its containers on the Docker host. */
  readonly containerNames: pulumi.Output<string[]>;

  constructor(name: string, args: ProxiedTcpArgs, opts?: pulumi.ComponentResourceOptions) {
    const released = withPin(name, args);
    super(
      "gatehouse:index:ProxiedTcp",
      name,
      { ...registered(withSecrets(proxiedTcpSchema, released)), ...shownOrder(released) },
      withProviderOf(released?.entry, opts),
    );
    warnOfPin(name, this);
    const labels = claimLabels(name, released, this);
    const containers = declareContainers(name, released, this);
    const paths = declarePaths(name, released, containers, this);
    declareRoute(name, released, { labels, containers, paths }, this);

    const { entry, port, containerPort = port, hosts = [entry.address] } = released;
    this.addresses = hosts.map((host) => `${host.includes(":") ? `[${host}]` : host}:${port}`);
    this.upstream = `${networkAlias(name)}:${containerPort}`;
    this.containerNames = pulumi.all(containers.map((container) => container.name));
    this.registerOutputs({
      addresses: this.addresses,
      upstream: this.upstream,
      containerNames: this.containerNames,
    });
  }
}

/**
 * The labels of the service, beside those of everything else behind the entry point.
 *
 * @throws Refusal with every problem.
 */
function claimLabels(
  name: string,
  args: ProxiedTcpArgs,
  component: ProxiedTcp,
): Record<string, string> {
  const subject = `ProxiedTcp "${name}"`;
  const known = argsProblems(proxiedTcpSchema, args);
  if (!isComponent("CaddyProxy", Object(args).entry)) throw new Refusal(subject, known);
  return goingOn(subject, known, () => {
    const { entry } = args;
    const wrong = [...known, ...tcpProblems(args), ...placeProblems(subject, component, entry)];
    const problems = wrong.length > 0 ? wrong : claims(name, args, component);
    const routing = problems.length > 0 ? {} : tcpRouting(name, args);
    const { image, build, replicas = 1, faults } = args;
    const about = { image, context: build?.context, replicas, faults };
    return entry.routes.labels("ProxiedTcp", name, routing, problems, { about });
  });
}

/** Claims the port or the names on it, and the names on the Docker host and at Toxiproxy. */
function claims(name: string, args: ProxiedTcpArgs, component: ProxiedTcp): Problem[] {
  const { entry, port, hosts = [], replicas = 1, containerName, faults } = args;
  const owner = `ProxiedTcp "${name}"`;
  const wish = { owner, component, network: entry.network, containerName };
  const paths = upTo(replicas).map((number) => ({ name: pathName(name, number - 1) }));
  return [
    ...entry.tcp.claim({ owner, port, hosts }),
    ...(faults?.through.paths.claim(owner, paths) ?? []),
    ...claimNames(
      wish,
      upTo(replicas).map((number) => numbered(containerName ?? "", number)),
    ),
  ];
}

function declareContainers(
  name: string,
  args: ProxiedTcpArgs,
  parent: ProxiedTcp,
): docker.Container[] {
  const { entry, replicas: count = 1, volumes = [] } = args;
  const release = {
    ...{ name, count, image: declareServiceImage(name, args, entry, parent), options: args },
    networkIds: [entry.network.networkId],
    volumes: declareVolumes(name, volumes, parent),
  };
  return declareRelease(release, parent);
}

/** Declares the paths through Toxiproxy, where there are faults, one for each container. */
function declarePaths(
  name: string,
  { port, containerPort = port, faults, readyTimeout }: ProxiedTcpArgs,
  containers: readonly docker.Container[],
  parent: ProxiedTcp,
): pulumi.Resource[] {
  if (faults === undefined) return [];
  const { through, toxics, down } = faults;
  return containers.flatMap((behind, index) => {
    const path = pathName(name, index);
    const upstream = pulumi.interpolate`${behind.name}:${containerPort}`;
    const spec = { name: path, upstream, toxics, down, container: behind.id, readyTimeout };
    return through.paths.declare(path, spec, parent);
  });
}

interface RouteParts {
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly docker.Container[];
  readonly paths: pulumi.Resource[];
}

/** Declares the route. No probe can tell whether it answers: the proxy takes each connection. */
function declareRoute(
  name: string,
  args: ProxiedTcpArgs,
  { labels, containers, paths }: RouteParts,
  parent: ProxiedTcp,
): void {
  const { entry, faults, readyTimeout, drain = 3 } = args;
  const named = faults === undefined ? containers : [];
  const releases = Object.fromEntries(
    named.map(({ id }, index) => [releaseFile(name, index + 1), id] as const),
  );
  const ids = containers.map(({ id }) => id);
  entry.running.set(name, ids);
  const route = { labels, releases, containers: ids, urls: [], readyTimeout, drain };
  new Route(name, { entry, ...route, ...recordedTcpRelease(args, containers) }, parent, paths);
}

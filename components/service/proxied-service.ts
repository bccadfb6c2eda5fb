import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { routeUrls, siteUrls, withCertificate } from "../caddy/sites";
import { policyFor, policyProblems } from "../caddy/tls";
import { nextFile } from "../caddy/upstream-files";
import { networkAlias } from "../declare/owner";
import type { Site } from "../labels";
import { claimNames } from "../network/container-names";
import { hostProblems, withProviderOf } from "../provider/same-host";
import { Route } from "../resources/route";
import { argsProblems, type Problem } from "../schema/problems";
import { goingOn } from "../schema/refusal";
import { swarmName } from "../swarm/names";
import { type ProxiedServiceArgs, proxiedServiceSchema } from "./args";
import { declareServiceContainers, fixedNames } from "./containers";
import { serviceCredentials, serviceProblems } from "./options";
import { declarePasswords } from "./passwords";
import { isAskedByProxy, isHeld, isInSwarm, placedSites, placementProblems } from "./placement";
import { probedUrls } from "./probes";
import { readyUrl } from "./readiness";
import { canaryFiles, type ReplicaCounts, stableFiles } from "./replicas";
import { declareSwarmService } from "./swarm-service";
import { claimFaultyPaths, declareFaultyPaths } from "./toxic-paths";

/**
 * A service behind the entry point: its containers, and the route to them.
 *
 * @example
 * new ProxiedService("shop", {
 *   entry, image: "ghcr.io/example/shop:1.4.2", port: 8080, hosts: ["shop.localhost"],
 * });
 *
 * @example With a limit, a cache and a password, each for a part of it.
 * new ProxiedService("shop", {
 *   entry, image: "ghcr.io/example/shop:1.4.2", port: 8080, hosts: ["shop.localhost"],
 *   health: { path: "/healthz" },
 *   routes: [
 *     { path: "/api/*", rateLimit: { key: "{remote_host}", events: 100, window: "1m" } },
 *     { path: "/static/*", cache: { ttl: "10m" } },
 *     { path: "/admin/*", basicAuth: { users: ["ops"] } },
 *   ],
 * });
 *
 * @example With a second release that gets a tenth of the requests.
 * new ProxiedService("shop", {
 *   entry, image: "ghcr.io/example/shop:1.4.2", port: 8080, hosts: ["shop.localhost"],
 *   canary: { image: "ghcr.io/example/shop:1.5.0", weight: 10 },
 * });
 */
export class ProxiedService extends pulumi.ComponentResource {
  /** Where people reach it, one URL for each of `hosts` and each address of `sites`. */
  readonly urls: string[];
  /**
   * `<name>.<stack>.<project>:<port>`, where others on the proxy network reach its containers; in a
   * Swarm `<project>-<stack>-<name>:<port>`.
   */
  readonly upstream: string;
  /** Names of its containers on the Docker host; in a Swarm, of its service. */
  readonly containerNames: pulumi.Output<string[]>;
  /** The passwords of `basicAuth`, by user. Secret. */
  readonly passwords: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ProxiedServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:ProxiedService", name, args ?? {}, withProviderOf(args?.entry, opts));
    const problems = argsProblems(proxiedServiceSchema, args);
    const { releases, own, labels, tls } = goingOn(`ProxiedService "${name}"`, problems, () =>
      claimLabels(name, args, problems, this),
    );
    const { entry, hosts = [] } = args;
    this.urls = [...routeUrls(hosts, entry, tls), ...siteUrls(own, entry)];
    const passwords = declarePasswords(name, serviceCredentials(args), this);
    const host = isInSwarm(args) ? swarmName(name) : networkAlias(name);
    this.upstream = `${host}:${args.port}`;
    this.containerNames = isInSwarm(args)
      ? pulumi.all([this.declareInSwarm(name, labels, args).name])
      : this.declareContainers(releases, labels, own, passwords.files, args);
    this.passwords = passwords.clear;
    this.registerOutputs({
      urls: this.urls,
      upstream: this.upstream,
      containerNames: this.containerNames,
      passwords: this.passwords,
    });
  }

  private declareInSwarm(name: string, labels: Record<string, string>, args: ProxiedServiceArgs) {
    const { entry, hosts = [] } = args;
    const tls = policyFor(entry.tls, args.tls);
    const urls = probedUrls(routeUrls(hosts, entry, tls), args);
    return declareSwarmService(name, args, labels, urls, this);
  }

  private declareContainers(
    releases: ReplicaCounts,
    labels: Record<string, string>,
    own: readonly Site[],
    files: Record<string, pulumi.Output<string>>,
    args: ProxiedServiceArgs,
  ): pulumi.Output<string[]> {
    const onContainers = isHeld(args) ? {} : labels;
    const containers = declareServiceContainers(releases, args, onContainers, this);
    const paths = declareFaultyPaths(releases, args, own, containers, this);
    this.declareRoute(releases, labels, containers, files, args, paths);
    return pulumi.all(containers.map((container) => container.name));
  }

  private declareRoute(
    releases: ReplicaCounts,
    labels: Record<string, string>,
    containers: docker.Container[],
    files: Record<string, pulumi.Output<string>>,
    args: ProxiedServiceArgs,
    paths: pulumi.Resource[] | undefined,
  ) {
    const { name } = releases;
    const { entry, hosts = [], faults, readyTimeout = 60, drain = 3 } = args;
    const tls = policyFor(entry.tls, args.tls);
    const held = isHeld(args);
    const named = held && faults === undefined;
    // What is meant to fail can't be asked whether it works.
    const fails = faults?.down === true || (faults?.toxics ?? []).length > 0;
    const all = containers.map(({ id }) => id);
    const slots = [...stableFiles(releases), ...canaryFiles(releases)];
    new Route(
      name,
      {
        proxy: entry.containerId,
        controller: entry.controllerId,
        address: entry.address,
        labels: held ? labels : {},
        files,
        releases: named ? Object.fromEntries(slots.map((file, at) => [file, all[at] ?? ""])) : {},
        containers: all,
        ready: isAskedByProxy(args) ? readyUrl(name, hosts, entry, tls) : undefined,
        readyFile: nextFile(name),
        urls: fails ? [] : probedUrls(routeUrls(hosts, entry, tls), args),
        readyTimeout,
        drain: held ? drain : 0,
      },
      this,
      paths,
    );
  }
}

/**
 * Checks what the arguments ask for, beside one another and beside what others behind the entry point
 * do, and takes its labels.
 *
 * @throws Refusal with every problem.
 */
function claimLabels(
  name: string,
  args: ProxiedServiceArgs,
  known: readonly Problem[],
  component: ProxiedService,
) {
  const { entry, sites: given = [], containerName } = args;
  const subject = `ProxiedService "${name}"`;
  const tls = policyFor(entry.tls, args.tls);
  const releases = releasesOf(name, args);
  const own = given.map((each) => withCertificate(each, tls));
  const problems: (Problem | string)[] = [
    ...known,
    ...policyProblems(tls),
    ...serviceProblems({ ...args, canary: args.canary && { weight: args.canary.weight } }),
    ...placementProblems(args, own),
    ...(isInSwarm(args)
      ? []
      : hostProblems(subject, component, { noun: "entry point", component: entry })),
  ];
  if (problems.length === 0) {
    const wish = { owner: subject, component, network: entry.network, containerName };
    problems.push(
      ...claimFaultyPaths(releases, args, own),
      ...claimNames(wish, fixedNames(releases, containerName)),
    );
  }
  // Skip the routing checks when arguments are already invalid, or each mistake is reported twice.
  const routing = { sites: problems.length > 0 ? own : placedSites(releases, args, own) };
  const labelled = isHeld(args) ? 1 : args.replicas;
  const labels = entry.routes.labels("ProxiedService", name, routing, problems, labelled);
  return { releases, own, labels, tls };
}

function releasesOf(name: string, { replicas = 1, canary }: ProxiedServiceArgs): ReplicaCounts {
  return { name, replicas, canaries: canary === undefined ? 0 : (canary.replicas ?? 1) };
}

// ProxiedUpstream: a route to what Pulumi does not run.
import * as pulumi from "@pulumi/pulumi";
import { routeUrls } from "../../caddy/routing/sites";
import { policyFor } from "../../caddy/tls/tls";
import { registered } from "../../declare/registered";
import type { Site } from "../../labels";
import { DeployMode } from "../../network/proxy-network";
import { withProviderOf } from "../../provider/same-host";
import { Route } from "../../resources/route";
import { containersLabel } from "../../resources/route/outside";
import { SwarmRoute } from "../../resources/swarm-route";
import { argsProblems, type Problem } from "../../schema/problems";
import { goingOn, Refusal } from "../../schema/refusal";
import { isComponent } from "../../schema/values";
import { withCa } from "../client-auth";
import { isLimited } from "../options/rate-limit";
import { serviceCredentials } from "../options/sites";
import { declarePasswords } from "../passwords";
import { probedUrls } from "../route";
import { accessLogProblems, placeProblems, routedSites } from "../routed";
import { type ProxiedUpstreamArgs, proxiedUpstreamSchema } from "./args";
import { upstreamProblems } from "./problems";
import { parseTargets } from "./targets";
import { addressOf, caFiles, hostFile, pathName, type Upstream, upstreamBackend } from "./upstream";

/**
 * A route to what Pulumi does not run: a process on the Docker host, an address of the network, a
 * container that compose or a person started. It takes the routing options of a `ProxiedService`.
 *
 * @example A development server on the Docker host. It must listen on more than 127.0.0.1.
 * new ProxiedUpstream("dev", {
 *   entry, hosts: ["dev.localhost"], to: [{ url: "http://host.docker.internal:3000" }],
 * });
 *
 * @example A NAS with a certificate of its own CA, which may sleep.
 * new ProxiedUpstream("nas", {
 *   entry, hosts: ["nas.example.com"], to: [{ url: "https://192.168.1.20:5001" }],
 *   upstreamTls: { serverName: "nas.lan", ca: readFileSync("nas-ca.pem", "utf8") },
 *   mayBeDown: true,
 * });
 *
 * @example Two containers of compose, one of which gets three times as many requests.
 * new ProxiedUpstream("shop", {
 *   entry, hosts: ["shop.example.com"],
 *   to: [
 *     { container: "shop-web-1", port: 8080, weight: 3 },
 *     { container: "shop-web-2", port: 8080, weight: 1 },
 *   ],
 * });
 */
export class ProxiedUpstream extends pulumi.ComponentResource {
  /** Where people reach it, one URL for each of `hosts`. */
  readonly urls: string[];
  /** Names of the containers that it leads to, known once the route leads there. */
  readonly containerNames: pulumi.Output<string[]>;
  /** The passwords of `basicAuth`, by user. Secret. */
  readonly passwords: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ProxiedUpstreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "gatehouse:index:ProxiedUpstream",
      name,
      registered(args),
      withProviderOf(args?.entry, opts),
    );
    const { upstream, labels } = checked(name, args, this);
    const passwords = declarePasswords(name, serviceCredentials(args), this);
    const files = { ...passwords.files, ...caFiles(upstream) };
    const paths = declarePaths(upstream, this);
    const route = declareRoute(upstream, { labels, files }, paths, this);

    this.urls = routeUrls(args.hosts, args.entry, upstream.tls);
    this.containerNames = route.urn.apply(() => containersOf(upstream));
    this.passwords = passwords.clear;
    this.registerOutputs({
      urls: this.urls,
      containerNames: this.containerNames,
      passwords: this.passwords,
    });
  }
}

/**
 * The upstream, and its labels beside those of everything else behind the entry point.
 *
 * @throws Refusal with every problem.
 */
function checked(name: string, args: ProxiedUpstreamArgs, component: ProxiedUpstream) {
  const subject = `ProxiedUpstream "${name}"`;
  const known = argsProblems(proxiedUpstreamSchema, args);
  if (!isComponent("CaddyProxy", Object(args).entry)) throw new Refusal(subject, known);
  return goingOn(subject, known, () => {
    const { entry } = args;
    const { targets, problems: unparsed } = parseTargets(args.to, entry);
    const tls = policyFor(entry.tls, args.tls);
    const upstream: Upstream = { name, subject, args, tls, targets };
    const wrong = [
      ...known,
      ...unparsed,
      ...upstreamProblems(upstream),
      ...accessLogProblems(args),
      ...placeProblems(subject, component, entry),
    ];
    const problems = wrong.length > 0 ? wrong : claimPaths(upstream);
    const sites = problems.length > 0 ? [] : sitesOf(upstream);
    const about = { health: args.health, faults: args.faults };
    const labels = entry.routes.labels("ProxiedUpstream", name, { sites }, problems, { about });
    return { upstream, labels: withCa(labels, args.clientAuth, subject) };
  });
}

function sitesOf(upstream: Upstream): Site[] {
  const { deployment } = upstream.args.entry;
  // Each upstream has its own port.
  return routedSites(upstream, 0, upstreamBackend(upstream)).map(deployment.adaptSite);
}

function claimPaths({ name, subject, args, targets }: Upstream): Problem[] {
  const names = targets.map((_, index) => ({ name: pathName(name, index) }));
  return args.faults?.through.paths.claim(subject, names) ?? [];
}

/** Declares the paths through Toxiproxy, one for each upstream. */
function declarePaths(
  { name, args: { faults, entry }, targets }: Upstream,
  parent: ProxiedUpstream,
): pulumi.Resource[] {
  if (faults === undefined) return [];
  const { through, toxics, down } = faults;
  const network = entry.network.networkId;
  return targets.flatMap((target, index) => {
    const path = { name: pathName(name, index), upstream: addressOf(target), toxics, down };
    const named = target.kind === "docker host" ? { ...path, network } : path;
    return through.paths.declare(path.name, named, parent);
  });
}

function declareRoute(
  upstream: Upstream,
  {
    labels,
    files,
  }: { labels: Record<string, pulumi.Input<string>>; files: Record<string, pulumi.Input<string>> },
  paths: pulumi.Resource[],
  parent: ProxiedUpstream,
): pulumi.Resource {
  const { name, args, targets } = upstream;
  const { entry, mayBeDown = false, faults } = args;
  // Don't probe a path that is meant to fail.
  const fails = faults?.down === true || (faults?.toxics ?? []).length > 0;
  const urls = fails || mayBeDown ? [] : probedUrls(upstream);
  if (entry.network.mode === DeployMode.Swarm) {
    const { servers, image, pass } = entry.inSwarm();
    const limited = isLimited(args) ? { pass } : {};
    const route = { labels, image, urls, servers: servers.id, ...limited };
    return new SwarmRoute(name, route, parent, [entry.ready]);
  }
  const outside = {
    network: entry.network.networkId,
    networkName: entry.network.plainName,
    hostFile: hostFile(upstream),
    containers: containersOf(upstream),
    upstreams: targets.map(({ written }) => written),
    mayBeDown,
  };
  const held = { ...labels, ...containersLabel(outside.containers) };
  const probed = { urls, limited: isLimited(args) };
  return new Route(name, { entry, labels: held, files, ...probed, outside }, parent, paths);
}

function containersOf({ targets }: Upstream): string[] {
  const named = targets.filter(({ kind }) => kind === "container");
  return [...new Set(named.map(({ host }) => host))].sort();
}

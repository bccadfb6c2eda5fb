// ProxiedService. This folder has everything that runs containers behind the entry point.
import * as pulumi from "@pulumi/pulumi";
import type { About } from "../caddy/about";
import { routeUrls, siteUrls, withCertificate } from "../caddy/routing/sites";
import { policyFor, policyProblems } from "../caddy/tls/tls";
import { containerProblems } from "../declare/options/problems";
import { registered } from "../declare/registered";
import type { Site } from "../labels";
import { DeployMode } from "../network/proxy-network";
import { withProviderOf } from "../provider/same-host";
import { argsProblems, type Problem, problem } from "../schema/problems";
import { goingOn } from "../schema/refusal";
import { withSecrets } from "../schema/secret";
import { LabelsOn, type ProxiedServiceArgs, proxiedServiceSchema } from "./args";
import { clientAuthProblems, withCa } from "./client-auth";
import type { Deployment, Service } from "./deployment";
import { onContainers } from "./on-containers";
import { servedPhp } from "./options/php";
import { serviceProblems } from "./options/routing";
import { serviceCredentials } from "./options/sites";
import { declarePasswords } from "./passwords";
import { phpProblems } from "./php-problems";
import { warnOfPin, withPin } from "./pins";
import { shownOrder } from "./release";
import { routeHolder } from "./route-holder";
import { accessLogProblems, placeProblems, routedSites } from "./routed";
import { swarm } from "./swarm";
import { throughToxiproxy } from "./through-toxiproxy";

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
    const released = withPin(name, args);
    super(
      "gatehouse:index:ProxiedService",
      name,
      { ...registered(withSecrets(proxiedServiceSchema, released)), ...shownOrder(released) },
      withProviderOf(released?.entry, opts),
    );
    warnOfPin(name, this);
    const known = argsProblems(proxiedServiceSchema, released);
    const subject = `ProxiedService "${name}"`;
    const { service, deployment, labels } = goingOn(subject, known, () => {
      const service = serviceOf(name, released);
      const deployment = deploymentOf(released);
      const problems = problemsOf(service, deployment, known, this);
      const sites = problems.length > 0 ? service.own : sitesOf(service, deployment);
      const labels = claimLabels(service, deployment, sites, problems);
      return { service, deployment, labels };
    });
    const passwords = declarePasswords(name, serviceCredentials(released), this);
    const { files } = passwords;
    const routing = { labels: withCa(labels, released.clientAuth, subject), files };

    this.urls = urlsOf(service);
    this.upstream = `${deployment.hostName(name)}:${released.port}`;
    this.containerNames = deployment.declare(service, routing, this);
    this.passwords = passwords.clear;
    this.registerOutputs({
      urls: this.urls,
      upstream: this.upstream,
      containerNames: this.containerNames,
      passwords: this.passwords,
    });
  }
}

/** How a service with these arguments runs. */
function deploymentOf({ entry, labelsOn, faults }: ProxiedServiceArgs): Deployment {
  if (entry.network.mode === DeployMode.Swarm) return swarm;
  if (labelsOn === LabelsOn.Container) return onContainers;
  return faults === undefined ? routeHolder : throughToxiproxy(faults);
}

/** @internal The problems of the arguments with the deployment that they choose. */
export function deploymentProblems(name: string, args: ProxiedServiceArgs): Problem[] {
  return deploymentOf(args).problems(serviceOf(name, args));
}

function serviceOf(name: string, args: ProxiedServiceArgs): Service {
  const { entry, replicas = 1, canary, sites = [] } = args;
  const tls = policyFor(entry.tls, args.tls);
  return {
    ...{ name, subject: `ProxiedService "${name}"`, args, tls, replicas },
    canaries: canary === undefined ? 0 : (canary.replicas ?? 1),
    own: sites.map((each) => withCertificate(each, tls)),
  };
}

/** Every problem of the arguments, beside one another and beside the rest of the program. */
function problemsOf(
  service: Service,
  deployment: Deployment,
  known: readonly Problem[],
  component: ProxiedService,
): Problem[] {
  const { subject, args, tls } = service;
  const { entry, canary } = args;
  const problems = [
    ...known,
    ...policyProblems(tls, args.hosts),
    ...clientAuthProblems(args, tls),
    ...serviceProblems({ ...args, canary: canary && { weight: canary.weight } }),
    ...optionProblems(service),
    ...deployment.problems(service),
    ...phpProblems(args),
    ...accessLogProblems(args),
    ...placeProblems(subject, component, entry),
  ];
  return problems.length > 0 ? problems : deployment.claimNames(service, component);
}

/** The problems of the options of its containers, and of those of the canary. */
function optionProblems({ args, replicas, canaries }: Service): Problem[] {
  const { entry, canary, confinement } = args;
  const containers = replicas + canaries;
  const beside = { confinement, containers, labelPrefix: entry.labelPrefix };
  const second = canary === undefined ? [] : containerProblems(canary, beside);
  return [
    ...containerProblems(args, beside),
    ...second.map(({ path, message }) => problem(`canary.${path}`, message)),
  ];
}

/** The sites of a service as its labels have them. */
function sitesOf(service: Service, deployment: Deployment): Site[] {
  const { args, own } = service;
  const files = args.php === undefined ? undefined : servedPhp(args.php);
  const backend = { ...deployment.backend(service), files };
  const made = routedSites(service, args.port, backend, (site) =>
    deployment.adaptMade(site, service),
  );
  const given = own.map((site) => deployment.adaptOwn(site, service));
  return [...made, ...given].map((site) => args.entry.deployment.adaptSite(site));
}

/**
 * The labels of the service, beside those of everything else behind the entry point.
 *
 * @throws Refusal with every problem.
 */
function claimLabels(
  service: Service,
  deployment: Deployment,
  sites: readonly Site[],
  problems: readonly Problem[],
): Record<string, string> {
  const { name, args } = service;
  const containers = deployment.labelledContainers(service);
  const declared = { containers, about: aboutOf(service) };
  return args.entry.routes.labels("ProxiedService", name, { sites }, problems, declared);
}

function aboutOf({ args, replicas }: Service): About {
  const { image, build, canary, health, faults } = args;
  return { image, context: build?.context, replicas, canary, health, faults };
}

/** Where people reach the service: each host, and each address of its own sites. */
function urlsOf({ args: { entry, hosts = [] }, tls, own }: Service): string[] {
  return [...routeUrls(hosts, entry, tls), ...siteUrls(own, entry)];
}

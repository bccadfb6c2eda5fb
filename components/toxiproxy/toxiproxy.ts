import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { UNPRIVILEGED } from "../declare/confinement";
import { declareContainer, declareImage } from "../declare/container";
import { images } from "../declare/images";
import { type FullLimits, type Limits, limitsSchema } from "../declare/limits";
import { networkAlias, OWNER_LABEL, owner } from "../declare/owner";
import { claimNames } from "../network/container-names";
import { DeployMode } from "../network/deploy-mode";
import { hostOf } from "../provider/host-of";
import { hostProblems, withProviderOf } from "../provider/same-host";
import { ContainerSetup } from "../resources/container-setup";
import { API_ADDRESS, CONFIG_FILE, CONFIG_FOLDER } from "../resources/toxics";
import { argsProblems, type Problem } from "../schema/problems";
import { goingOn, Refusal } from "../schema/refusal";
import { argsOf, entryPoint, imageInput, physicalName, port } from "../schema/values";
import { API_ALIAS, API_PORT, toxicSetProblems } from "../toxics";
import { PathNames } from "./path-names";
import { ToxicPaths } from "./paths";
import { productionProblem } from "./production";
import { ToxicPath, type ToxicPathArgs, toxicPathSchema } from "./toxic-path";

/** One of the paths that are declared with their server: see {@link ToxicPath}. */
export interface ToxiproxyPath extends Omit<ToxicPathArgs, "through"> {
  /** Name of the proxy in Toxiproxy's API. */
  name: string;
}

/** Where the server's API is, and which paths lead through it from the start. */
export interface ToxiproxyArgs {
  /** The entry point in front of it. */
  entry: CaddyProxy;
  /** Paths through it. More can be declared later: `ToxicPath`, and `faults` of a service. */
  proxies?: ToxiproxyPath[];
  /** Image reference. Default: `images.toxiproxy`. A change replaces the container. */
  image?: string;
  /** Fixed name on the Docker host. Default: chosen by Pulumi. A change replaces the container. */
  containerName?: string;
  /** Port of the API on the Docker host's loopback address. Default: 8474. A change replaces. */
  apiPort?: number;
  /** What it may use. Default: 256 MB and 512 processes. */
  limits?: Limits;
  /** Whether it may be in a stack named `prod` or `production`. Default: false. */
  allowInProduction?: boolean;
}

const LIMITS: FullLimits = { memory: 256, processes: 512 };

const NOT_IN_SWARM =
  "entry must not be in a Swarm: faults belong to one container each, and tasks come and go. Try the " +
  "service on one Docker host, without a mode.";

/**
 * A server of Toxiproxy between the entry point and services: what it adds (latency, loss of data,
 * cut connections) happens on the paths that lead through it and nowhere else.
 *
 * Each proxy and each toxic is a resource of its own: a preview shows `latency: 200 => 400`, a change
 * of a toxic cuts no connection, and what was changed by hand is put right by the next `up`. When the
 * server restarts by itself its proxies are there again; its toxics are with the next `up`.
 *
 * The API has no authentication. It listens on a network of its own and is published on the Docker
 * host's loopback address, so that no container on the proxy network reaches it. On a remote host
 * Pulumi asks it through the same ssh as Docker; on `tcp://` it has Docker's API run the server's own
 * `toxiproxy-cli`, where a toxicity has two decimals at most.
 *
 * It runs as nobody, with a root file system that it can't write, and without capabilities.
 *
 * @example
 * const toxiproxy = new Toxiproxy("toxiproxy", { entry });
 * new ProxiedService("shop", {
 *   entry, image: "ghcr.io/example/shop:1.4.2", port: 8080, hosts: ["shop.localhost"],
 *   faults: { through: toxiproxy, toxics: [{ latency: { latency: "200ms" } }] },
 * });
 *
 * @example A second host that leads to the same service through it.
 * new Toxiproxy("toxiproxy", {
 *   entry,
 *   proxies: [{ name: "shop", upstream: shop.upstream, hosts: ["slow-shop.localhost"] }],
 * });
 */
export class Toxiproxy extends pulumi.ComponentResource {
  /** URL of the API, from the Docker host. */
  readonly api: string;
  /** Where people reach the services through `proxies`, one URL a host. */
  readonly urls: string[];
  /** `<name>.<stack>.<project>`, where containers on the proxy network reach its proxies. */
  readonly host: string;
  /** The paths of `proxies`, by name. */
  readonly proxies: Readonly<Record<string, ToxicPath>>;
  /** @internal The entry point in front of it. */
  readonly entry: CaddyProxy;
  /** @internal The ways through it. */
  readonly paths: ToxicPaths;

  constructor(name: string, args: ToxiproxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:Toxiproxy", name, args ?? {}, withProviderOf(args?.entry, opts));
    const subject = `Toxiproxy "${name}"`;
    const known = argsProblems(argsSchema, args);
    const problems = goingOn(subject, known, () => [
      ...known,
      ...proxyProblems(args.proxies),
      ...productionProblem(pulumi.getStack(), args.allowInProduction),
      ...(args.entry.network.mode === DeployMode.Swarm ? [NOT_IN_SWARM] : []),
      ...this.hostProblems(name, args.entry),
    ]);
    if (problems.length > 0) throw new Refusal(subject, problems);
    const { containerName, entry } = args;
    const wish = { owner: subject, component: this, network: entry.network, containerName };
    const taken = claimNames(wish, [containerName ?? ""]);
    if (taken.length > 0) throw new Refusal(subject, taken);
    this.entry = args.entry;
    this.host = networkAlias(name);
    const apiPort = args.apiPort ?? API_PORT;
    const server = this.declare(name, args, apiPort, this.declareApiNetwork(name));
    const limits = { ...LIMITS, ...args.limits };
    new ContainerSetup(name, { container: server.id, limits }, this);
    this.paths = new ToxicPaths({ docker: hostOf(this), server: server.id, apiPort });
    this.api = `http://${API_ADDRESS}:${apiPort}`;
    this.proxies = Object.fromEntries(
      (args.proxies ?? []).map(({ name: path, ...rest }) => [
        path,
        new ToxicPath(path, { through: this, ...rest }, { parent: this }),
      ]),
    );
    this.urls = Object.values(this.proxies).flatMap(({ urls }) => urls);
    this.registerOutputs({ api: this.api, urls: this.urls, host: this.host });
  }

  private hostProblems(name: string, component: CaddyProxy): Problem[] {
    return hostProblems(`Toxiproxy "${name}"`, this, { noun: "entry point", component });
  }

  /**
   * Of a container's networks, Docker publishes ports through the one whose name sorts first, so
   * this name starts with "0".
   */
  private declareApiNetwork(name: string): docker.Network {
    const physical = `0-${pulumi.getProject()}-${pulumi.getStack()}-${name}-api`;
    return new docker.Network(
      `${name}-api`,
      { name: physical, labels: [{ label: OWNER_LABEL, value: owner() }] },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  private declare(name: string, args: ToxiproxyArgs, apiPort: number, apiNetwork: docker.Network) {
    const api = `http://${API_ALIAS}:${API_PORT}`;
    return declareContainer(
      name,
      {
        image: declareImage(
          `${name}-image`,
          args.image ?? images.toxiproxy,
          this,
          args.entry.mirror,
        ),
        containerName: args.containerName,
        attachments: [
          { networkId: apiNetwork.id, aliases: [API_ALIAS] },
          { networkId: args.entry.network.networkId, aliases: [this.host] },
        ],
        labels: { [OWNER_LABEL]: owner() },
        command: [`-host=${API_ALIAS}`, `-config=${CONFIG_FILE}`],
        // Its proxies write themselves into the file there; the volume goes with the container.
        volumes: [{ containerPath: CONFIG_FOLDER }],
        ports: [{ internal: API_PORT, external: apiPort, ip: API_ADDRESS, protocol: "tcp" }],
        // The server keeps running when it can't listen; only asking it tells.
        healthcheck: {
          tests: ["CMD", "/toxiproxy-cli", "--host", api, "list"],
          interval: "1s",
          timeout: "3s",
          retries: 15,
        },
        confinement: { user: UNPRIVILEGED },
        limited: true,
        restart: "unless-stopped",
        stopGracePeriod: 10,
      },
      this,
    );
  }
}

const argsSchema = argsOf({
  entry: entryPoint,
  image: imageInput.optional(),
  proxies: z.array(toxicPathSchema, { error: "must be a list of paths" }).optional(),
  containerName: physicalName.optional(),
  apiPort: port.optional(),
  limits: limitsSchema.optional(),
  allowInProduction: z.boolean({ error: "must be true or false" }).optional(),
});

/** What is wrong with paths beside one another, and with the toxics of each. */
function proxyProblems(proxies: readonly ToxiproxyPath[] = []): string[] {
  if (!Array.isArray(proxies)) return [];
  const names = new PathNames();
  return proxies.flatMap((path, index) => {
    if (!toxicPathSchema.safeParse(path).success) return [];
    const place = `proxies[${index}]`;
    return [
      ...names.claim(place, [path]).map((problem) => `${place} ${problem}`),
      ...toxicSetProblems(path.toxics, `${place}.toxics`),
    ];
  });
}

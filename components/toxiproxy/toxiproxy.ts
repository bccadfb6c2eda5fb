// Faults on the way to services: a Toxiproxy server here, and the paths through it in toxic-path.ts.
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { Publish } from "../caddy/args";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { declareContainer, declareImage } from "../declare/container";
import { images } from "../declare/images";
import { KEPT_LABELS, ownLabels } from "../declare/leftovers";
import { networkAlias, OWNER_LABEL, owner } from "../declare/owner";
import { registered } from "../declare/registered";
import { type FullLimits, type Limits, limitsSchema, UNPRIVILEGED } from "../declare/settings";
import { claimNames } from "../network/container-names";
import { hostOf } from "../provider/host-of";
import { hostProblems, withProviderOf } from "../provider/same-host";
import { ContainerSetup } from "../resources/container-setup";
import { API_ADDRESS, CONFIG_FILE, CONFIG_FOLDER } from "../resources/toxics";
import { argsProblems, type Problem, problem } from "../schema/problems";
import { goingOn, Refusal } from "../schema/refusal";
import { argsOf, entryPoint, flag, imageInput, physicalName, port } from "../schema/values";
import { API_ALIAS, API_PORT } from "../toxics/api";
import { ToxicPaths } from "./paths";
import { productionProblem } from "./production";

/** Arguments of {@link Toxiproxy}. Paths through it are declared by `ToxicPath` and by `faults` of a service. */
export interface ToxiproxyArgs {
  /** The entry point in front of it. */
  entry: CaddyProxy;
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

/** Seconds that the server may take until its API answers. */
const READY = 30;

const NOT_IN_SWARM = problem(
  "entry",
  "must not be in a Swarm: faults belong to one container each, and tasks come and go. Try the " +
    "service on one Docker host, without a mode.",
);

/**
 * A Toxiproxy server between the entry point and services. The faults that it adds (latency, lost
 * data, cut connections) affect only the paths that lead through it.
 *
 * Each proxy and each toxic is a resource of its own: a preview shows `latency: 200 => 400`, a change
 * of a toxic cuts no connection, and the next `up` reverts changes made by hand. After a restart the
 * server restores its proxies; the next `up` restores its toxics.
 *
 * The API has no authentication. It listens on a network of its own and is published on the Docker
 * host's loopback address, so that no container on the proxy network reaches it. On a remote host
 * Pulumi reaches it through the same ssh as Docker; on `tcp://` Docker's API runs the server's own
 * `toxiproxy-cli`, where a toxicity has at most two decimals.
 *
 * It runs as an unprivileged user, with a read-only root file system and without capabilities.
 *
 * @example
 * const toxiproxy = new Toxiproxy("toxiproxy", { entry });
 * new ProxiedService("shop", {
 *   entry, image: "ghcr.io/example/shop:1.4.2", port: 8080, hosts: ["shop.localhost"],
 *   faults: { through: toxiproxy, toxics: [{ latency: { latency: "200ms" } }] },
 * });
 *
 * @example A second host that leads to the same service through it.
 * new ToxicPath("slow-shop", {
 *   through: toxiproxy, upstream: shop.upstream, hosts: ["slow-shop.localhost"],
 * });
 */
export class Toxiproxy extends pulumi.ComponentResource {
  /** URL of the API, from the Docker host. */
  readonly api: string;
  /** `<name>.<stack>.<project>`, where containers on the proxy network reach its proxies. */
  readonly host: string;
  /** @internal The entry point in front of it. */
  readonly entry: CaddyProxy;
  /** @internal The paths through it. */
  readonly paths: ToxicPaths;

  constructor(name: string, args: ToxiproxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:Toxiproxy", name, registered(args), withProviderOf(args?.entry, opts));
    refuseMistakes(this, name, args);
    const { entry, apiPort = API_PORT, limits } = args;
    this.entry = entry;
    this.host = networkAlias(name);
    this.api = `http://${API_ADDRESS}:${apiPort}`;
    const server = this.declareServer(name, args, apiPort, this.declareApiNetwork(name));
    const full = { ...LIMITS, ...limits };
    new ContainerSetup(name, { container: server.id, limits: full, readyTimeout: READY }, this);
    this.paths = new ToxicPaths({ docker: hostOf(this), server: server.id, apiPort });
    this.registerOutputs({ api: this.api, host: this.host });
  }

  /**
   * Docker publishes a container's ports through the network whose name sorts first, so this name
   * starts with "0".
   */
  private declareApiNetwork(name: string): docker.Network {
    const physical = `0-${pulumi.getProject()}-${pulumi.getStack()}-${name}-api`;
    return new docker.Network(
      `${name}-api`,
      { name: physical, labels: ownLabels(this) },
      { ...KEPT_LABELS, parent: this, deleteBeforeReplace: true },
    );
  }

  private declareServer(
    name: string,
    { image = images.toxiproxy, containerName, entry }: ToxiproxyArgs,
    apiPort: number,
    apiNetwork: docker.Network,
  ) {
    const api = `http://${API_ALIAS}:${API_PORT}`;
    return declareContainer(
      name,
      {
        image: declareImage(`${name}-image`, image, this, entry.mirror),
        containerName,
        attachments: [
          { networkId: apiNetwork.id, aliases: [API_ALIAS] },
          { networkId: entry.network.networkId, aliases: [this.host] },
        ],
        labels: { [OWNER_LABEL]: owner() },
        command: [`-host=${API_ALIAS}`, `-config=${CONFIG_FILE}`],
        // ToxicProxy writes the server's file there; Docker removes the volume with the container.
        volumes: [{ containerPath: CONFIG_FOLDER }],
        ports: [{ internal: API_PORT, external: apiPort, ip: API_ADDRESS, protocol: "tcp" }],
        // The server keeps running when it can't listen; only a request shows that.
        healthcheck: {
          tests: ["CMD", "/toxiproxy-cli", "--host", api, "list"],
          interval: "10s",
          timeout: "3s",
          retries: 3,
        },
        awaitedElsewhere: true,
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
  containerName: physicalName.optional(),
  apiPort: port.optional(),
  limits: limitsSchema.optional(),
  allowInProduction: flag.optional(),
});

/** Throws one Refusal with every mistake, or takes the container's name. */
function refuseMistakes(server: Toxiproxy, name: string, args: ToxiproxyArgs): void {
  const subject = `Toxiproxy "${name}"`;
  const known = argsProblems(argsSchema, args);
  const problems = goingOn(subject, known, () => [
    ...toxiproxyProblems(args, known),
    ...hostProblems(subject, server, { noun: "entry point", component: args.entry }),
  ]);
  if (problems.length > 0) throw new Refusal(subject, problems);
  const { containerName, entry } = args;
  const wish = { owner: subject, component: server, network: entry.network, containerName };
  const taken = claimNames(wish, [containerName ?? ""]);
  if (taken.length > 0) throw new Refusal(subject, taken);
}

/**
 * @internal Every mistake in the arguments, but for the Docker host of the server.
 *
 * @param known the mistakes that the schema finds.
 */
export function toxiproxyProblems(
  args: ToxiproxyArgs,
  known: readonly Problem[] = argsProblems(argsSchema, args),
): Problem[] {
  return [
    ...known,
    ...productionProblem(pulumi.getStack(), args.allowInProduction),
    ...(args.entry.deployment.onOneHost ? [] : [NOT_IN_SWARM]),
    ...apiPortProblems(args),
  ];
}

/** The API and the entry point may publish one port only where their addresses differ. */
function apiPortProblems({ entry, apiPort = API_PORT }: ToxiproxyArgs): Problem[] {
  const apart =
    entry.publish !== Publish.HostNetwork && ![API_ADDRESS, "0.0.0.0"].includes(entry.address);
  if (apart || ![entry.httpPort, entry.httpsPort, ...entry.tcpPorts].includes(apiPort)) return [];
  return [problem("apiPort", `must differ from the ports of its entry point, got ${apiPort}.`)];
}

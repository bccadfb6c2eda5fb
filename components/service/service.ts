// Service, what runs beside the services behind the entry point: databases, workers.
import * as pulumi from "@pulumi/pulumi";
import { declareSource, type ImageSource, sourceShape } from "../declare/build";
import { type ContainerOptions, containerShape } from "../declare/options";
import { containerProblems } from "../declare/options/problems";
import { networkAlias } from "../declare/owner";
import { registered } from "../declare/registered";
import {
  type Confinement,
  confinementSchema,
  type Healthcheck,
  healthcheck,
  type Limits,
  limitsSchema,
} from "../declare/settings";
import { mirror } from "../docker/images/mirror";
import { claimNames } from "../network/container-names";
import { DeployMode } from "../network/proxy-network";
import { hostProblems, withProviderOf } from "../provider/same-host";
import { Rollout } from "../resources/swarm-rollout";
import { argsProblems, type Problem, problem } from "../schema/problems";
import { goingOn, Refusal } from "../schema/refusal";
import { withSecrets } from "../schema/secret";
import { argsOf, oneOf, physicalName, port, replicas, seconds } from "../schema/values";
import { type SwarmOptions, swarmShape, UpdateOrder } from "../swarm/policy";
import { declareService, swarmName } from "../swarm/service";
import { upTo } from "./deployment";
import { declareRelease, declareVolumes, numbered, shownOrder } from "./release";
import { taskArgs } from "./swarm-container";
import { swarmOnlyProblems, taskProblems } from "./swarm-problems";

/** The arguments of {@link Service}. */
export interface ServiceArgs extends ContainerOptions, ImageSource, SwarmOptions {
  /** A registry with a copy of the image, which it is pulled from. Default: the image's own. */
  mirror?: string;
  /** Port it listens on inside its container, for `address`. Default: none. */
  port?: number;
  /** How many containers it has, 1 to 100. Default: 1. */
  replicas?: number;
  /** Docker's health check. Default: the image's own. A change replaces the containers. */
  healthcheck?: Healthcheck;
  /** Restricts its containers: see `ProxiedService`. A change replaces the containers. */
  confinement?: Confinement;
  /** Limits of each container; one left out is 512 MB or 512 processes. Default: no limits. */
  limits?: Limits;
  /**
   * Whether a new container is ready before the old one stops. Default: `start-first`, but `stop-first`
   * with a fixed name, published ports, or a volume that only one container may write.
   */
  updateOrder?: UpdateOrder;
  /**
   * Seconds that new containers may take to be ready: healthy with a health check, otherwise running.
   * After that `up` fails. Default: 60.
   */
  readyTimeout?: number;
  /** Seconds between a container's stop signal and its kill. Default: 10. */
  stopGracePeriod?: number;
  /** Fixed name on the Docker host; further replicas append `-2`, `-3`, …. Default: chosen by Pulumi. */
  containerName?: string;
}

const argsSchema = argsOf({
  ...containerShape,
  ...sourceShape,
  mirror: mirror.optional(),
  port: port.optional(),
  replicas: replicas.optional(),
  healthcheck: healthcheck.optional(),
  confinement: confinementSchema.optional(),
  limits: limitsSchema.optional(),
  updateOrder: oneOf(UpdateOrder).optional(),
  readyTimeout: seconds.optional(),
  stopGracePeriod: seconds.optional(),
  containerName: physicalName.optional(),
  ...swarmShape,
});

/**
 * A container, or several, that no route leads to: a database, a worker. It is done when they are ready, so
 * that what has it in `dependsOn` waits for that.
 *
 * @example
 * const db = new Service("db", {
 *   image: "postgres:17", port: 5432, networks: [{ network: backend }],
 *   volumes: [{ source: "data", target: "/var/lib/postgresql/data", retainOnDelete: true }],
 *   secrets: { password: { content: password.result } },
 *   environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/password" },
 *   healthcheck: { command: ["pg_isready"] },
 * });
 */
export class Service extends pulumi.ComponentResource {
  /**
   * The name of its containers on its networks, `<name>.<stack>.<project>`; in a Swarm
   * `<project>-<stack>-<name>`. On its networks `<name>` alone leads to them, too.
   */
  readonly host: string;
  /** `<host>:<port>`; without `port` only the host. */
  readonly address: string;
  /** Names of its containers on the Docker host; in a Swarm, of its service. */
  readonly containerNames: pulumi.Output<string[]>;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "gatehouse:index:Service",
      name,
      { ...registered(withSecrets(argsSchema, args)), ...shownOrder(args) },
      withProviderOf(networksOf(args)[0], opts),
    );
    const known = argsProblems(argsSchema, args);
    const subject = `Service "${name}"`;
    const problems = goingOn(subject, known, () => problemsOf(name, args, known, this));
    if (problems.length > 0) throw new Refusal(subject, problems);
    const inSwarm = isInSwarm(args);

    this.host = inSwarm ? swarmName(name) : networkAlias(name);
    this.address = args.port === undefined ? this.host : `${this.host}:${args.port}`;
    this.containerNames = (inSwarm ? declareTasks : declareContainers)(name, args, this);
    this.registerOutputs({
      host: this.host,
      address: this.address,
      containerNames: this.containerNames,
    });
  }
}

/** Its networks, where the arguments are right so far. */
function networksOf(args: ServiceArgs) {
  const { networks } = Object(args) as Partial<ServiceArgs>;
  return Array.isArray(networks) ? networks.flatMap(({ network }) => network ?? []) : [];
}

function isInSwarm(args: ServiceArgs): boolean {
  return networksOf(args).some(({ mode }) => mode === DeployMode.Swarm);
}

function problemsOf(
  name: string,
  args: ServiceArgs,
  known: readonly Problem[],
  component: Service,
): Problem[] {
  const { confinement, replicas: containers = 1 } = args;
  const subject = `Service "${name}"`;
  const problems = [...known, ...containerProblems(args, { confinement, containers })];
  if (isInSwarm(args)) return [...problems, ...taskProblems(args), ...orderProblems(args)];
  const hosts = networksOf(args).flatMap((network) =>
    hostProblems(subject, component, { noun: "network", component: network }),
  );
  problems.push(...swarmOnlyProblems(args), ...hosts, ...startFirstProblems(args));
  if (problems.length > 0 || args.containerName === undefined) return problems;
  const { containerName } = args;
  const names = upTo(containers).map((number) => numbered(containerName, number));
  return claimNames(
    { owner: subject, component, network: networksOf(args)[0] ?? component, containerName },
    names,
  );
}

/** The order that a Swarm has elsewhere. */
function orderProblems({ updateOrder }: ServiceArgs): Problem[] {
  if (updateOrder === undefined) return [];
  return [problem("updateOrder", "must be left out in a Swarm. Write updateConfig.order.")];
}

function startFirstProblems({ updateOrder, containerName, ports = [] }: ServiceArgs): Problem[] {
  if (updateOrder !== UpdateOrder.StartFirst) return [];
  const fixed = containerName === undefined ? "ports" : "containerName";
  if (containerName === undefined && ports.length === 0) return [];
  return [
    problem(
      "updateOrder",
      `must be "stop-first" beside ${fixed}, which two containers can't have at a time.`,
    ),
  ];
}

function declareContainers(name: string, args: ServiceArgs, parent: Service) {
  const { replicas = 1, readyTimeout = 60, updateOrder, volumes = [] } = args;
  const image = declareSource(name, args, parent, args.mirror);
  const release = {
    ...{ name, count: replicas, image, readyTimeout },
    options: args,
    networkIds: [],
    volumes: declareVolumes(name, volumes, parent),
    stopFirst: updateOrder && updateOrder === UpdateOrder.StopFirst,
  };
  const containers = declareRelease(release, parent);
  return pulumi.all(containers.map((container) => container.name));
}

function declareTasks(name: string, args: ServiceArgs, parent: Service) {
  const asked = taskArgs(name, args, [], parent);
  const declared = declareService(name, asked, parent);
  const timeout = args.readyTimeout ?? 60;
  new Rollout(name, { services: [declared], asked, timeout }, parent);
  return pulumi.all([declared.name]);
}

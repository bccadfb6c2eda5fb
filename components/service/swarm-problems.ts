import { fileProblem, swarmOnlyProblem } from "../caddy/deployment/swarm-problems";
import { hasTemplate } from "../caddy/routing/upstream-files";
import type { Mount } from "../declare/options/mounts";
import type { Site } from "../labels";
import { type Problem, problem } from "../schema/problems";
import type { SwarmOptions } from "../swarm/policy";
import { LabelsOn, type ProxiedServiceArgs } from "./args";
import type { ServiceRoute } from "./options/route";
import type { RoutingOptions } from "./options/routing";
import type { ReleaseOptions } from "./release";
import { routesOf } from "./route";

/** The options of containers that a Swarm does not support, each with the reason. */
const NO_OPTIONS = {
  build:
    "where only the node that built an image has it. Build it elsewhere, push it to a registry, and write image.",
  containerName: "which names containers itself.",
  ports:
    "where Docker opens a port on every address of each node, past the entry point. Write networks: services " +
    "on one network reach each other.",
  groupAdd: "where Docker's provider can't set it. Write user.",
  init: "where Docker's provider can't set it.",
  shmSize: 'which has no such setting. Write volumes: [{ type: "tmpfs", target: "/dev/shm" }].',
  ulimits: "where Docker's provider can't set them. Set them for the engine of each node.",
  sysctls: "where Docker's provider can't set them. Set them for each node.",
  devices: "which gives no devices to tasks.",
  gpus: "which gives no devices to tasks.",
  capabilities: "where they are Docker's defaults.",
  privileged: "which has no privileged tasks.",
} as const satisfies Partial<Record<keyof ReleaseOptions, string>>;

/** The other arguments that a Swarm does not support, each with the reason. */
const LEFT_OUT = {
  drain:
    "which asks a task to stop at the moment it gets no more requests. What it is still answering has " +
    "the time of stopGracePeriod.",
  health:
    "where Caddy looks tasks up in DNS and can't check them. Docker checks them, and only those that " +
    "are well get requests: write healthcheck.",
  canary:
    "where Caddy looks tasks up in DNS, which knows no weights. An update replaces one task at a time " +
    "and goes back where it fails: see updateConfig.",
  faults: "where there is no Toxiproxy.",
} as const satisfies Partial<Record<keyof ProxiedServiceArgs, string>>;

const POLICIES = ["first", "weighted_round_robin"];

/** The problems of a service in a Swarm. */
export function swarmProblems(args: ProxiedServiceArgs, own: readonly Site[]): Problem[] {
  return [
    ...leftOut(args, LEFT_OUT),
    ...taskProblems(args),
    ...labelProblems(args, own),
    ...optionProblems(args),
  ];
}

/** The problems of the options of tasks. */
export function taskProblems(options: ReleaseOptions): Problem[] {
  return [...leftOut(options, NO_OPTIONS), ...volumeProblems(options), ...networkProblems(options)];
}

function leftOut<T>(args: T, reasons: { readonly [Key in keyof T]?: string }): Problem[] {
  return Object.entries<string>(reasons as Record<string, string>)
    .filter(([name]) => args[name as keyof T] !== undefined)
    .map(([name, reason]) => problem(name, `must be left out in a Swarm, ${reason}`));
}

const KEPT = "where each node creates a volume of that name and keeps it.";
const UNLIMITED = "where Docker's provider can't set it.";

/** The settings of mounts that a Swarm does not support, each with the reason. */
const NO_MOUNT = {
  protect: KEPT,
  retainOnDelete: KEPT,
  size: UNLIMITED,
  mode: UNLIMITED,
} as const satisfies Partial<Record<keyof Mount, string>>;

function volumeProblems({ volumes = [] }: ReleaseOptions): Problem[] {
  return volumes.flatMap((mount, index) =>
    leftOut(mount, NO_MOUNT).map(({ path, message }) =>
      problem(`volumes[${index}].${path}`, message),
    ),
  );
}

function networkProblems({ networks = [] }: ReleaseOptions): Problem[] {
  return networks.flatMap(({ aliases }, index) =>
    aliases === undefined
      ? []
      : [
          problem(
            `networks[${index}].aliases`,
            "must be left out in a Swarm, where a service's name is its only one.",
          ),
        ],
  );
}

function labelProblems(
  { labelsOn, loadBalancing }: ProxiedServiceArgs,
  own: readonly Site[],
): Problem[] {
  const problems: Problem[] = [];
  if (labelsOn === LabelsOn.Container) {
    problems.push(
      problem(
        "labelsOn",
        'must be "route-holder" in a Swarm, where the plugin sees only containers of one node.',
      ),
    );
  }
  const policy = loadBalancing?.policy;
  if (policy !== undefined && POLICIES.includes(policy)) {
    problems.push(
      problem(
        "loadBalancing.policy",
        `must not be ${policy} in a Swarm, where tasks come in no order.`,
      ),
    );
  }
  if (own.some(hasTemplate)) {
    problems.push(
      problem(
        "sites",
        "must not have a template in a Swarm: the plugin would fill it in from the route-holder. Write " +
          "upstreams(port) as an argument of its own.",
      ),
    );
  }
  return problems;
}

/** The problems of routing options that need files of the servers. */
export function optionProblems(args: RoutingOptions): Problem[] {
  const all: [string, Pick<ServiceRoute, "basicAuth" | "accessLog">][] = [
    ["", args],
    ...routesOf(args).map((route, index): [string, ServiceRoute] => [`routes[${index}].`, route]),
  ];
  return all.flatMap(([place, { basicAuth, accessLog }]) => [
    ...(basicAuth === undefined ? [] : [authProblem(`${place}basicAuth`)]),
    ...(accessLog?.file === undefined ? [] : [fileProblem(`${place}accessLog`)]),
  ]);
}

function authProblem(place: string): Problem {
  return problem(
    place,
    "must be left out in a Swarm: the hashes of passwords would stand in labels, or a new user would " +
      "restart every server. Write forwardAuth, to a service that asks for the password.",
  );
}

/** The arguments that only a Swarm has. */
export function swarmOnlyProblems(args: SwarmOptions): Problem[] {
  return (["placement", "updateConfig", "rollbackConfig"] as const)
    .filter((name) => args[name] !== undefined)
    .map(swarmOnlyProblem);
}

import { fileProblem, swarmOnlyProblem } from "../caddy/swarm-problems";
import { hasTemplate } from "../caddy/upstream-files";
import type { Site } from "../labels";
import { type Problem, problem } from "../schema/problems";
import type { SwarmOptions } from "../swarm/policy";
import { LabelsOn, type ProxiedServiceArgs } from "./args";
import type { ServiceRoute } from "./options/route";
import { routesOf } from "./route";

/** The arguments that a Swarm does not support, each with the reason. */
const LEFT_OUT = {
  containerName: "which names containers itself.",
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
  const left = Object.entries(LEFT_OUT)
    .filter(([name]) => args[name as keyof typeof LEFT_OUT] !== undefined)
    .map(([name, reason]) => problem(name, `must be left out in a Swarm, ${reason}`));
  return [...left, ...labelProblems(args, own), ...optionProblems(args)];
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

function optionProblems(args: ProxiedServiceArgs): Problem[] {
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

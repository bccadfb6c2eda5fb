import { fileProblem } from "../caddy/swarm-problems";
import { hasTemplate, leadingTo } from "../caddy/upstream-files";
import type { Site } from "../labels";
import { sentence } from "../schema/problems";
import type { SwarmOptions } from "../swarm/options";
import { LabelsOn } from "./labels-on";
import type { ServiceRoute } from "./options";
import type { Placed } from "./placed";

/** The arguments that decide whether a service can be made, beside those of its routes. */
export interface Asked extends Placed, SwarmOptions {
  readonly containerName?: string;
  readonly drain?: number;
}

/** Why arguments can't be had in a Swarm: those that have to be left out. */
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
} as const satisfies Partial<Record<keyof Asked, string>>;

const POLICIES = ["first", "weighted_round_robin"];

/** What a service can't have in a Swarm, each a sentence; empty for nothing. */
export function swarmProblems(args: Asked, own: readonly Site[]): string[] {
  const left = Object.entries(LEFT_OUT)
    .filter(([name]) => args[name as keyof typeof LEFT_OUT] !== undefined)
    .map(([name, reason]) => `${name} must be left out in a Swarm, ${reason}`);
  return [...left, ...labelProblems(args, own), ...optionProblems(args)];
}

function labelProblems({ labelsOn, loadBalancing }: Asked, own: readonly Site[]): string[] {
  const problems: string[] = [];
  if (labelsOn === LabelsOn.Container) {
    problems.push(
      'labelsOn must be "route-holder" in a Swarm, where the plugin sees only containers of one node.',
    );
  }
  const policy = loadBalancing?.policy;
  if (policy !== undefined && POLICIES.includes(policy)) {
    problems.push(
      `loadBalancing.policy must not be ${policy} in a Swarm, where tasks come in no order.`,
    );
  }
  if (own.some((each) => hasTemplate(leadingTo(each, () => [])))) {
    problems.push(
      "sites must not have a template in a Swarm: the plugin would fill it in from the route-holder. " +
        "Write upstreams(port) as an argument of its own.",
    );
  }
  return problems;
}

function optionProblems(args: Asked): string[] {
  const routes = Array.isArray(args.routes) ? args.routes.filter(Boolean) : [];
  const all: [string, Pick<ServiceRoute, "basicAuth" | "accessLog">][] = [
    ["", args],
    ...routes.map((route, index): [string, ServiceRoute] => [`routes[${index}].`, route]),
  ];
  return all.flatMap(([place, { basicAuth, accessLog }]) => [
    ...(basicAuth === undefined ? [] : [authProblem(`${place}basicAuth`)]),
    ...(accessLog?.file === undefined ? [] : [sentence(fileProblem(`${place}accessLog`))]),
  ]);
}

function authProblem(place: string): string {
  return (
    `${place} must be left out in a Swarm: the hashes of passwords would stand in labels, or a new user ` +
    "would restart every server. Write forwardAuth, to a service that asks for the password."
  );
}

/** What only a Swarm has, each a sentence; empty for nothing. */
export function outsideProblems(args: SwarmOptions): string[] {
  return (["placement", "updateConfig", "rollbackConfig"] as const)
    .filter((name) => args[name] !== undefined)
    .map(
      (name) =>
        `${name} must be left out outside a Swarm, where there is one node. For a Swarm write ` +
        'new ProxyNetwork(…, { mode: "swarm" }).',
    );
}

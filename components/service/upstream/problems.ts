import { Publish } from "../../caddy/args";
import { policyProblems } from "../../caddy/tls/tls";
import { UpstreamScheme } from "../../labels";
import { DeployMode } from "../../network/proxy-network";
import { type Problem, problem } from "../../schema/problems";
import { clientAuthProblems } from "../client-auth";
import { LoadBalancingPolicy } from "../options/load-balancing";
import { serviceProblems } from "../options/routing";
import { routesOf } from "../route";
import { pathProblems } from "../through-toxiproxy";
import { swarmProblems } from "./swarm-problems";
import type { TargetKind } from "./targets";
import { connectsElsewhere, type Upstream } from "./upstream";

/** The problems of an upstream's arguments beside those of the schema and of each url. */
export function upstreamProblems(upstream: Upstream): Problem[] {
  const { args, tls } = upstream;
  const inSwarm = args.entry.network.mode === DeployMode.Swarm;
  return [
    ...policyProblems(tls, args.hosts),
    ...clientAuthProblems(args, tls),
    ...schemeProblems(upstream),
    ...balancingProblems(upstream),
    ...portProblems(upstream),
    ...(inSwarm
      ? swarmProblems(upstream)
      : [...entryProblems(upstream), ...faultProblems(upstream)]),
  ];
}

function has({ targets }: Upstream, kind: TargetKind): boolean {
  return targets.some((target) => target.kind === kind);
}

function schemeProblems({ args, targets }: Upstream): Problem[] {
  const schemes = [...new Set(targets.map(({ scheme }) => scheme))].sort();
  const problems: Problem[] = [];
  if (schemes.length > 1) {
    problems.push(
      problem(
        "to",
        `must have upstreams of one scheme, got ${schemes.join(" and ")}. Caddy speaks to all of a route ` +
          "in one way.",
      ),
    );
  }
  if (
    args.upstreamTls !== undefined &&
    !schemes.includes(UpstreamScheme.Https) &&
    targets.length > 0
  ) {
    problems.push(
      problem(
        "upstreamTls",
        "must be left out where no upstream has https, which alone has certificates.",
      ),
    );
  }
  return problems;
}

/** Policies beside which the weights of `to` choose among upstreams for a client without a key. */
const KEYED: readonly unknown[] = [
  LoadBalancingPolicy.Cookie,
  LoadBalancingPolicy.Header,
  LoadBalancingPolicy.Query,
];

/** The problems of the routing options; weights belong into `to`, beside what they are of. */
function balancingProblems({ args, targets }: Upstream): Problem[] {
  const { policy, weights, ...others } = Object(args.loadBalancing);
  const weighted = targets.filter(({ weight }) => weight !== undefined);
  const problems: Problem[] = [];
  const written = 'Write to: [{ url: "http://192.168.1.20:5001", weight: 3 }, …].';
  const byWeight = policy === LoadBalancingPolicy.WeightedRoundRobin;
  if (byWeight) {
    problems.push(problem("loadBalancing.policy", `must not be ${policy}. ${written}`));
  } else if (weights !== undefined) {
    problems.push(problem("loadBalancing.weights", `must be left out. ${written}`));
  }
  if (weighted.length > 0 && policy !== undefined && !byWeight && !KEYED.includes(policy)) {
    problems.push(
      problem(
        "loadBalancing.policy",
        `must be cookie, header or query beside weights in to, got ${JSON.stringify(policy)}. Caddy has ` +
          "one policy.",
      ),
    );
  }
  if (weighted.length > 0 && targets.every(({ weight = 1 }) => weight === 0)) {
    problems.push(problem("to", "must not have weight 0 for each upstream."));
  }
  const plain = typeof args.loadBalancing === "object" && args.loadBalancing !== null;
  const rest = byWeight ? others : { policy, ...others };
  const known = plain ? { ...args, loadBalancing: defined(rest) } : args;
  return [...problems, ...serviceProblems(known)];
}

function defined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A port of a route or of a health check would be another one of the same container. */
function portProblems(upstream: Upstream): Problem[] {
  const { args } = upstream;
  const routes = routesOf(args).flatMap(({ port }, index) =>
    port === undefined
      ? []
      : [
          problem(
            `routes[${index}].port`,
            "must be left out: each upstream has its own. For another one write a ProxiedUpstream with " +
              "onlyRoutes: true on the same hosts.",
          ),
        ],
  );
  const checked = Object(args.health).port !== undefined && has(upstream, "socket");
  return [
    ...routes,
    ...(checked
      ? [problem("health.port", "must be left out for a socket, which has no port.")]
      : []),
  ];
}

function entryProblems(upstream: Upstream): Problem[] {
  const { entry, faults } = upstream.args;
  const problems: Problem[] = [];
  if (entry.settings.scanStoppedContainers === false) {
    problems.push(
      problem(
        "entry",
        "must not be an entry point whose scanStoppedContainers is false, which does not see the " +
          "container that has the labels.",
      ),
    );
  }
  if (entry.publish !== Publish.HostNetwork) return problems;
  const place = "behind an entry point on the host's network, which knows no names of containers";
  if (has(upstream, "container")) {
    const instead = 'Publish its port, and write url: "http://127.0.0.1:8080".';
    problems.push(problem("to", `must have no container ${place}. ${instead}`));
  }
  if (faults !== undefined) problems.push(problem("faults", `must be left out ${place}.`));
  return problems;
}

function faultProblems(upstream: Upstream): Problem[] {
  const { args, targets } = upstream;
  const { faults, health, upstreamTls, entry } = args;
  const problems: Problem[] = faults === undefined ? [] : pathProblems(faults, health, entry);
  if (faults !== undefined && has(upstream, "socket")) {
    problems.push(problem("faults", "must be left out for a socket: Toxiproxy speaks TCP only."));
  }
  const names = new Set(targets.map(({ host }) => host.toLowerCase()));
  const isSecure = targets.some(({ scheme }) => scheme === UpstreamScheme.Https);
  const ambiguous = isSecure && names.size > 1 && connectsElsewhere(upstream);
  if (ambiguous && upstreamTls?.serverName === undefined) {
    const cause = faults === undefined ? "host.docker.internal" : "faults";
    problems.push(
      problem(
        "upstreamTls.serverName",
        `is needed beside ${cause}, since the upstreams have several names: ${[...names].join(", ")}. ` +
          "Caddy verifies the certificates of all for one name.",
      ),
    );
  }
  return problems;
}

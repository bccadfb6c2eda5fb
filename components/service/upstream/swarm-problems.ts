import { type Problem, problem } from "../../schema/problems";
import { optionProblems } from "../swarm-problems";
import type { TargetKind } from "./targets";
import type { Upstream } from "./upstream";

/** The upstreams that a Swarm does not support, each with the reason. */
const UNREACHED: Partial<Record<TargetKind, string>> = {
  container: "must have no container in a Swarm, whose servers reach services by their names.",
  "docker host":
    "must not have host.docker.internal in a Swarm, whose servers run on several nodes. Write the address " +
    "of the node.",
  socket: "must have no socket in a Swarm, where each node has its own.",
};

/** The problems of an upstream behind an entry point in a Swarm. */
export function swarmProblems({ args, targets }: Upstream): Problem[] {
  const kinds = new Set(targets.map(({ kind }) => kind));
  const problems = [...kinds].flatMap((kind) => {
    const message = UNREACHED[kind];
    return message === undefined ? [] : [problem("to", message)];
  });
  if (args.faults !== undefined) {
    problems.push(problem("faults", "must be left out in a Swarm, where there is no Toxiproxy."));
  }
  if (args.upstreamTls?.ca !== undefined) {
    problems.push(
      problem(
        "upstreamTls.ca",
        "must be left out in a Swarm, whose servers have no file of it. Use a certificate of a public CA.",
      ),
    );
  }
  return [...problems, ...optionProblems(args)];
}

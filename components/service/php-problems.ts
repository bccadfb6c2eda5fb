import { DeployMode } from "../network/proxy-network";
import { type Problem, problem } from "../schema/problems";
import type { ProxiedServiceArgs } from "./args";
import { directoryProblems } from "./served-directory";

/** The problems of a service that runs PHP. */
export function phpProblems({
  php,
  entry,
  health,
  proxyProtocol,
  hosts,
}: ProxiedServiceArgs): Problem[] {
  if (php === undefined) return [];
  if (entry.network.mode === DeployMode.Swarm) {
    return [
      problem(
        "php",
        "must be left out in a Swarm, whose servers on several nodes share no directory of files.",
      ),
    ];
  }
  const problems = directoryProblems("php.directory", Object(php).directory, entry);
  if (health !== undefined) {
    problems.push(
      problem(
        "health",
        "must be left out beside php: the check of a new container speaks HTTP. Docker checks it: write " +
          "healthcheck.",
      ),
    );
  }
  if (proxyProtocol !== undefined) {
    problems.push(problem("proxyProtocol", "must be left out beside php: FastCGI has none."));
  }
  if (hosts === undefined) {
    problems.push(
      problem("php", "must be left out where there are no hosts: write phpFastCgi() in sites."),
    );
  }
  return problems;
}

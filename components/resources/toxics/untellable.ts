import type { DockerHost } from "../../docker/endpoint";
import { type Problem, problem } from "../../schema/problems";
import type { ToxicBody } from "../../toxics";
import { hasOnlyCli } from "./server";

/** The toxics that a Docker host can't have: `toxiproxy-cli` would report their toxicity rounded. */
export function untellable(docker: DockerHost, toxics: readonly ToxicBody[]): Problem[] {
  if (!hasOnlyCli(docker)) return [];
  return toxics
    .filter(({ toxicity }) => Number(toxicity.toFixed(2)) !== toxicity)
    .map(({ name, toxicity }) =>
      problem(
        "toxics",
        `the toxicity of ${name} must have at most two decimals on the Docker host ${docker.url}, ` +
          `got ${toxicity}: Toxiproxy is asked there by its own toxiproxy-cli, which tells no more. ` +
          `Round it, or reach that host as ssh://<user>@${new URL(docker.url).hostname}.`,
      ),
    );
}

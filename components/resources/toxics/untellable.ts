import type { DockerHost } from "../../docker/endpoint";
import type { ToxicBody } from "../../toxics";
import { hasOnlyCli } from "./connection";

/** Which toxics can't be had on a Docker host, since they would be read again as others; a sentence each. */
export function untellable(docker: DockerHost, toxics: readonly ToxicBody[]): string[] {
  if (!hasOnlyCli(docker)) return [];
  return toxics
    .filter(({ toxicity }) => Number(toxicity.toFixed(2)) !== toxicity)
    .map(
      ({ name, toxicity }) =>
        `the toxicity of ${name} must have at most two decimals on the Docker host ${docker.url}, ` +
        `got ${toxicity}: Toxiproxy is asked there by its own toxiproxy-cli, which tells no more. ` +
        `Round it, or reach that host as ssh://<user>@${new URL(docker.url).hostname}.`,
    );
}

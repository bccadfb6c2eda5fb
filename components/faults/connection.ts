import { type DockerHost, isLocal } from "../engine/host";
import { sshForward } from "../engine/ssh";
import { type ToxiproxyApi, toxiproxyApi } from "../toxics";

/** The one address that the API is published on, of the Docker host: it has no authentication. */
export const API_ADDRESS = "127.0.0.1";

/**
 * The API of the server on a Docker host: on this machine as it is, on a remote one through the
 * person's own ssh. Nothing is asked yet.
 *
 * @throws Error where the host is reached in neither way.
 */
export function apiOf(docker: DockerHost, port: number): ToxiproxyApi {
  const problem = apiProblem(docker);
  if (problem !== undefined) throw new Error(problem);
  const agent = isLocal(docker) ? undefined : sshForward(docker, API_ADDRESS, port);
  return toxiproxyApi({ host: API_ADDRESS, port, agent });
}

/** Why the API of a server on that Docker host can't be reached; `undefined` where it can. */
export function apiProblem({ url }: DockerHost): string | undefined {
  if (!url.startsWith("tcp:")) return undefined;
  return (
    `Toxiproxy's API listens on the loopback address of the Docker host, which ${url} does not lead ` +
    `to. Reach that host as ssh://<user>@${new URL(url).hostname}, or run Pulumi on it.`
  );
}

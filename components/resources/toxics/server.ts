import { connect } from "../../docker/client";
import { type DockerHost, isLocal } from "../../docker/endpoint";
import { execute } from "../../docker/exec";
import { sshForward } from "../../docker/ssh";
// Not from "../../toxics": an experiment's keeper would take seconds to compile the schemas there.
import type { ToxiproxyApi } from "../../toxics/api";
import { toxiproxyCli } from "../../toxics/cli";
import { toxiproxyApi } from "../../toxics/client";
import { API_ALIAS, API_PORT } from "../../toxics/proxies";
import type { OnServer } from "./props";

/** The only address of the Docker host that publishes the API, which has no authentication. */
export const API_ADDRESS = "127.0.0.1";

/** How long a command may take, in milliseconds: toxiproxy-cli itself gives up after 30 s. */
const TIMEOUT = 40_000;

/**
 * The API of a server: direct on this machine, through the user's own ssh on a remote one. A host on
 * tcp offers Docker's API only, which runs the server's own `toxiproxy-cli` in its container: 50 to
 * 130 ms an operation, where a request takes 1 ms. This connects to nothing yet.
 */
export function apiOf({ docker, server, apiPort }: OnServer): ToxiproxyApi {
  if (hasOnlyCli(docker)) {
    const engine = connect(docker, TIMEOUT);
    return toxiproxyCli({
      server: `Toxiproxy in container ${server.slice(0, 12)}`,
      url: `http://${API_ALIAS}:${API_PORT}`,
      run: (args) => execute(engine, server, ["/toxiproxy-cli", ...args]),
    });
  }
  const agent = isLocal(docker) ? undefined : sshForward(docker, API_ADDRESS, apiPort);
  return toxiproxyApi({ host: API_ADDRESS, port: apiPort, agent });
}

/** Whether servers on that host are reached by `toxiproxy-cli` only, which reports less than the API. */
export function hasOnlyCli({ url }: DockerHost): boolean {
  return url.startsWith("tcp:");
}

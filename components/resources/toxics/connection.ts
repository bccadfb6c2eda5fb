import { connect } from "../../docker/client";
import { type DockerHost, isLocal } from "../../docker/endpoint";
import { execute } from "../../docker/exec";
import { sshForward } from "../../docker/ssh";
// Without the schemas of toxics, which the keeper of an experiment would take seconds to compile.
import type { ToxiproxyApi } from "../../toxics/api";
import { toxiproxyCli } from "../../toxics/cli";
import { toxiproxyApi } from "../../toxics/client";
import { API_ALIAS, API_PORT } from "../../toxics/proxies";
import type { OnServer } from "./props";

/** The one address that the API is published on, of the Docker host: it has no authentication. */
export const API_ADDRESS = "127.0.0.1";

/** How long a command may take, in milliseconds: toxiproxy-cli itself gives up after 30 s. */
const TIMEOUT = 40_000;

/**
 * The API of a server: on this machine as it is, on a remote one through the person's own ssh. A
 * host on tcp leads to Docker's API alone, which runs the server's own `toxiproxy-cli` in its container.
 * That takes 50 to 130 ms an operation, where a request takes 1 ms, and so is the way only where there is
 * no other. Nothing is asked yet.
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

/** Whether a server there is asked by its `toxiproxy-cli`, which can't tell all that its API can. */
export function hasOnlyCli({ url }: DockerHost): boolean {
  return url.startsWith("tcp:");
}

/* The API and configuration file of a Toxiproxy server, and the properties of the resources on it. */

import { execute } from "../../docker/containers/output";
import { writeFiles } from "../../docker/files/files";
import { connect } from "../../docker/host/client";
import { dockerHostAddress } from "../../docker/host/docker-host";
import { type DockerHost, type Engine, isLocal } from "../../docker/host/engine";
import { sshForward } from "../../docker/host/ssh";
import { type Problem, problem } from "../../schema/problems";
import { API_ALIAS, API_PORT, type ToxiproxyApi } from "../../toxics/api";
import type { ToxicBody } from "../../toxics/body";
import { toxiproxyCli } from "../../toxics/cli";
import { toxiproxyApi } from "../../toxics/client";

/** A Toxiproxy server. */
export interface OnServer {
  readonly docker: DockerHost;
  /** Id of the server's container. */
  readonly server: string;
  /** Port of its API on the Docker host's loopback address. */
  readonly apiPort: number;
}

/** The resolved properties of a proxy, as the state keeps them. */
export interface ToxicProxyProps extends OnServer {
  readonly name: string;
  /** Port inside the server's container. */
  readonly port: number;
  /** `host:port` that it forwards to. */
  readonly upstream: string;
  /** Id of the network on which it reaches the Docker host, where `upstream` names that. */
  readonly network?: string;
  /** Whether it takes connections. */
  readonly enabled: boolean;
  /** The toxics that are in place before the first connection. Each is a resource of its own, too. */
  readonly toxics: readonly ToxicBody[];
  /** Id of the container behind it, which must be ready first. */
  readonly container?: string;
  /** Seconds that container may take to be ready. */
  readonly readyTimeout: number;
}

/** The resolved properties of a toxic, as the state keeps them. */
export interface ToxicProps extends OnServer, ToxicBody {
  /** Name of its proxy. */
  readonly proxy: string;
}

/** The upstream as the server has it: with the Docker host's address on the network in place of its name. */
export async function resolvedUpstream({
  docker,
  upstream,
  network,
}: ToxicProxyProps): Promise<string> {
  if (network === undefined) return upstream;
  const address = await dockerHostAddress(connect(docker), docker, network);
  return `${address}${upstream.slice(upstream.lastIndexOf(":"))}`;
}

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
function hasOnlyCli({ url }: DockerHost): boolean {
  return url.startsWith("tcp:");
}

/** The problems of toxics on a host where `toxiproxy-cli` would report their toxicity rounded. */
export function toxicityProblems(docker: DockerHost, toxics: readonly ToxicBody[]): Problem[] {
  if (!hasOnlyCli(docker)) return [];
  return toxics
    .filter(({ toxicity }) => Number(toxicity.toFixed(2)) !== toxicity)
    .map(({ name, toxicity }) =>
      problem(
        "toxics",
        `the toxicity of ${name} must have at most two decimals on the Docker host ${docker.url}, ` +
          `got ${toxicity}: there its own toxiproxy-cli reads toxics, and rounds to two decimals. ` +
          `Round it, or reach that host as ssh://<user>@${new URL(docker.url).hostname}.`,
      ),
    );
}

/** A volume of the server's container, whose root file system is read-only. */
export const CONFIG_FOLDER = "/proxies";

const NAME = "proxies.json";

/** The server's configuration file, in its container. Without it the server starts with no proxy. */
export const CONFIG_FILE = `${CONFIG_FOLDER}/${NAME}`;

/**
 * Writes the server's proxies into its configuration file, so that a restart restores them. That file
 * can't hold toxics.
 *
 * Two of these must not run at a time on one server, so the resources of its proxies depend on one
 * another.
 */
export async function keepProxies(
  engine: Engine,
  api: ToxiproxyApi,
  server: string,
): Promise<void> {
  const kept = [...(await api.settings())]
    .map(({ name, listen, upstream, enabled }) => ({ name, listen, upstream, enabled }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const content = `${JSON.stringify(kept, undefined, 2)}\n`;
  await writeFiles(engine, server, CONFIG_FOLDER, { [NAME]: content });
}

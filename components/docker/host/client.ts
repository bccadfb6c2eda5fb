import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import { join } from "node:path";
import DockerClient from "dockerode";
import { telling } from "../containers/reported";
import { type DockerHost, type Engine, hostnameOf } from "./engine";
import { sshConnection } from "./ssh";

/** Timeout of a request to the engine, in milliseconds. */
const TIMEOUT = 20_000;

/**
 * Creates a client for the engine of a host, without sending a request.
 *
 * @param timeout how long the engine may be silent, in milliseconds; not over ssh. Default: 20,000.
 * @throws Error when the address has an unknown scheme, or a certificate is unreadable.
 */
export function connect(host: DockerHost, timeout = TIMEOUT): Engine {
  return telling(clientOf(host, timeout));
}

function clientOf(host: DockerHost, timeout: number): Engine {
  const { protocol, port } = new URL(host.url);
  switch (protocol) {
    case "unix:":
    case "npipe:": {
      const socketPath = host.url.replace(/^[a-z]+:\/\//, "");
      return new DockerClient({ socketPath, ...connections(HttpAgent, timeout) });
    }
    case "tcp:":
      return new DockerClient({
        host: hostnameOf(host.url),
        port: port || (host.certPath ? 2376 : 2375),
        ...(host.certPath === undefined
          ? { protocol: "http", ...connections(HttpAgent, timeout) }
          : { protocol: "https", ...tls(host.certPath), ...connections(HttpsAgent, timeout) }),
      });
    case "ssh:":
      return new DockerClient(sshConnection(host));
    default:
      throw new Error(`the address must start with unix://, npipe://, tcp:// or ssh://`);
  }
}

function tls(certPath: string) {
  const file = (name: string) => readFileSync(join(certPath, name));
  return { ca: file("ca.pem"), cert: file("cert.pem"), key: file("key.pem") };
}

/**
 * Keeps connections open between requests, and names the reason when a request ends for silence. Node's own
 * agent gives each new connection 5 s whatever the request's timeout is, and a program that loads
 * modules may be busy for longer.
 */
function connections(ForProtocol: typeof HttpAgent, timeout: number) {
  const agent = new ForProtocol({ keepAlive: true, timeout });
  const open = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    const socket = open(...args) as Socket;
    const isIdle = () => Object.values(agent.freeSockets).some((free) => free?.includes(socket));
    return socket.on("timeout", () => {
      if (!isIdle()) socket.destroy(new Error(`no answer within ${timeout / 1000} s`));
    });
  };
  return { timeout, agent };
}

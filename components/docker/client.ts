import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { join } from "node:path";
import DockerClient from "dockerode";
import { type DockerHost, type Engine, hostnameOf } from "./engine";
import { telling } from "./reported";
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
  const url = new URL(host.url);
  switch (url.protocol) {
    case "unix:":
    case "npipe:":
      return new DockerClient(socketOptions(host.url, timeout));
    case "tcp:":
      return new DockerClient(tcpOptions(url, host.certPath, timeout));
    case "ssh:":
      return new DockerClient(sshConnection(host));
    default:
      throw new Error(`the address must start with unix://, npipe://, tcp:// or ssh://`);
  }
}

function socketOptions(url: string, timeout: number): DockerClient.DockerOptions {
  const agent = new HttpAgent(connections(timeout));
  return {
    socketPath: url.replace(/^[a-z]+:\/\//, ""),
    timeout,
    agent,
  } as DockerClient.DockerOptions;
}

function tcpOptions(
  url: URL,
  certPath: string | undefined,
  timeout: number,
): DockerClient.DockerOptions {
  const port = url.port || (certPath ? 2376 : 2375);
  const where = { host: hostnameOf(url.href), port, timeout };
  if (certPath === undefined) {
    const agent = new HttpAgent(connections(timeout));
    return { ...where, protocol: "http", agent } as DockerClient.DockerOptions;
  }
  const file = (name: string) => readFileSync(join(certPath, name));
  const agent = new HttpsAgent(connections(timeout));
  const [ca, cert, key] = [file("ca.pem"), file("cert.pem"), file("key.pem")];
  return { ...where, protocol: "https", ca, cert, key, agent } as DockerClient.DockerOptions;
}

/**
 * Keeps connections open between requests. Node's own agent gives each new connection 5 s whatever
 * the request's timeout is, and a program that loads modules may be busy for longer.
 */
function connections(timeout: number) {
  return { keepAlive: true, timeout };
}

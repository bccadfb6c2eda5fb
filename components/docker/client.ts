import { readFileSync } from "node:fs";
import { join } from "node:path";
import DockerClient from "dockerode";
import type { DockerHost } from "./endpoint";
import { telling } from "./reported";
import { sshConnection } from "./ssh";
import { hostnameOf } from "./url";

// `import = require` lets programs without esModuleInterop use the package's types.
import type Docker = require("dockerode");

import type { Engine } from "./engine";

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
      return new DockerClient({
        socketPath: host.url.replace(/^[a-z]+:\/\//, ""),
        timeout,
      });
    case "tcp:":
      return new DockerClient({ ...tcpOptions(url, host.certPath), timeout });
    case "ssh:":
      return new DockerClient(sshConnection(host));
    default:
      throw new Error(`the address must start with unix://, npipe://, tcp:// or ssh://`);
  }
}

function tcpOptions(url: URL, certPath: string | undefined): Docker.DockerOptions {
  const where = { host: hostnameOf(url.href), port: url.port || (certPath ? 2376 : 2375) };
  if (certPath === undefined) return { ...where, protocol: "http" };
  const file = (name: string) => readFileSync(join(certPath, name));
  return {
    ...where,
    protocol: "https",
    ca: [file("ca.pem")],
    cert: file("cert.pem"),
    key: file("key.pem"),
  } as Docker.DockerOptions;
}

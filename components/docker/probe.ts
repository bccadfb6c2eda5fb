import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect as connectTls } from "node:tls";
import type { DockerHost } from "./endpoint";
import { sshSocket } from "./ssh";

/** What came back when a route was asked. */
export interface Answer {
  readonly url: string;
  readonly status?: number;
  /** Why it counts as none; `undefined` when the route answers. */
  readonly problem?: string;
}

/** Milliseconds; longer than the proxy tries a service, so that it is the proxy who gives up. */
const TIMEOUT = 8_000;

/** Statuses that the proxy answers with when the service does not. */
const FROM_PROXY = [502, 503, 504];

/** Asks each. Through ssh one after the other: a server of ssh turns many new connections away. */
export async function askAll(docker: DockerHost, probes: readonly Probe[]): Promise<Answer[]> {
  const [remote, direct] = [true, false].map((ssh) =>
    probes.filter(({ throughSsh = false }) => throughSsh === ssh),
  );
  const answers = Promise.all((direct ?? []).map((probe) => ask(docker, probe)));
  const late: Answer[] = [];
  for (const probe of remote ?? []) late.push(await ask(docker, probe));
  return [...(await answers), ...late];
}

/** Asks once. Whatever the service itself answers is fine. */
export function ask(docker: DockerHost, probe: Probe): Promise<Answer> {
  const { url } = probe;
  const { protocol, port, pathname, hostname, host } = new URL(url);
  const send = protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const sent = send(
      {
        ...wayTo(docker, probe, Number(port) || (protocol === "https:" ? 443 : 80)),
        path: pathname,
        servername: hostname,
        headers: { host, "user-agent": "gatehouse" },
        // Who signed the certificate is the clients' question; here it is whether there is one.
        rejectUnauthorized: false,
        timeout: TIMEOUT,
      },
      (response) => {
        response.resume();
        const { statusCode = 0, headers } = response;
        const silent = FROM_PROXY.includes(statusCode) && headers.via === undefined;
        resolve({
          url,
          status: statusCode,
          problem: silent ? `${statusCode} from the proxy` : undefined,
        });
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
    sent.on("error", (error) => resolve({ url, problem: error.message }));
    sent.end();
  });
}

function wayTo(docker: DockerHost, { url, machine, throughSsh }: Probe, port: number) {
  if (throughSsh !== true) return { host: machine, port, agent: false as const };
  const { protocol, hostname } = new URL(url);
  const createConnection: RequestOptions["createConnection"] = () => {
    const socket = sshSocket(docker, machine, port);
    if (protocol === "http:") return socket;
    return connectTls({ socket, servername: hostname, rejectUnauthorized: false });
  };
  // Any agent would make the connection itself.
  return { host: machine, port, agent: undefined, createConnection };
}

/** Where a request is sent to see that a route answers. */
export interface Probe {
  /** What is asked for, as people reach it. */
  readonly url: string;
  /** IP address or name of the machine that publishes the entry point's ports. */
  readonly machine: string;
  /** Whether that is an address on the Docker host itself, which ssh leads to. */
  readonly throughSsh?: boolean;
}

/** The volume on which the proxy finds the files of routes. */
export const VOLUME = "/config";

/** The folder of the files of routes, in the proxy's container. */
export const FILES = "gatehouse";

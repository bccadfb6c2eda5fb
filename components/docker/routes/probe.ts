import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect as connectTls } from "node:tls";
import type { DockerHost } from "../host/engine";
import { sshSocket } from "../host/ssh";

/** The outcome of a probe. */
export interface Answer {
  readonly url: string;
  readonly status?: number;
  /** Why the route does not answer; `undefined` when it does. */
  readonly problem?: string;
  /** Whether that is because the proxy has no certificate for the host. */
  readonly uncertified?: boolean;
}

/** The alert with which Caddy ends a connection for a host that it has no certificate for. */
const NO_CERTIFICATE = /alert internal error/;

/** Milliseconds; longer than the proxy's own retries, so that the proxy gives up first. */
const TIMEOUT = 8_000;

/** Statuses of the proxy when the service does not answer. */
const FROM_PROXY = [502, 503, 504];

/**
 * Runs all probes. Over ssh one after the other: an ssh server rejects many new connections.
 *
 * @param pass by which the proxy knows the probes that no rate limit counts. Default: limits count them all.
 */
export async function askAll(
  docker: DockerHost,
  probes: readonly Probe[],
  pass?: string,
): Promise<Answer[]> {
  const direct = probes.filter(({ throughSsh }) => !throughSsh);
  const answers = Promise.all(direct.map((probe) => ask(docker, probe, pass)));
  const late: Answer[] = [];
  for (const probe of probes.filter(({ throughSsh }) => throughSsh)) {
    late.push(await ask(docker, probe, pass));
  }
  return [...(await answers), ...late];
}

/** Runs one probe. Any response of the service itself is fine, and so is TLS that requires a certificate. */
export function ask(docker: DockerHost, probe: Probe, pass?: string): Promise<Answer> {
  const { url } = probe;
  const { protocol, port, pathname, hostname, host } = new URL(url);
  const send = protocol === "https:" ? httpsRequest : httpRequest;
  const passing = probe.uncounted && pass !== undefined ? { [PASS_HEADER]: pass } : {};
  return new Promise((resolve) => {
    const sent = send(
      {
        ...wayTo(docker, probe, Number(port) || (protocol === "https:" ? 443 : 80)),
        path: pathname,
        servername: hostname,
        headers: { host, "user-agent": "gatehouse", ...passing },
        // The probe needs a certificate of any CA; clients verify it.
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
    sent.on("error", (error) => {
      const problem = isCertificateRequired(error) ? undefined : error.message;
      resolve({ url, problem, uncertified: NO_CERTIFICATE.test(error.message) });
    });
    sent.end();
  });
}

/** Whether a site refuses the probe for its lack of a client's certificate, as it shall. */
function isCertificateRequired(error: NodeJS.ErrnoException): boolean {
  return /ALERT_CERTIFICATE_REQUIRED/.test(error.code ?? "");
}

function wayTo(docker: DockerHost, { url, machine, throughSsh }: Probe, port: number) {
  if (throughSsh !== true) return { host: machine, port, agent: false as const };
  const { protocol, hostname } = new URL(url);
  const createConnection: RequestOptions["createConnection"] = () => {
    const socket = sshSocket(docker, machine, port);
    if (protocol === "http:") return socket;
    return connectTls({ socket, servername: hostname, rejectUnauthorized: false });
  };
  // An agent would open its own connection.
  return { host: machine, port, agent: undefined, createConnection };
}

/** A request that tests whether a route answers. */
export interface Probe {
  /** The URL, as people use it. */
  readonly url: string;
  /** IP address or name of the machine that publishes the entry point's ports. */
  readonly machine: string;
  /** Whether that address is on the Docker host itself, and reached over ssh. */
  readonly throughSsh?: boolean;
  /** Whether a rate limit must not count it. */
  readonly uncounted?: boolean;
}

/** The volume with the files of routes, in the proxy's container. */
export const VOLUME = "/config";

/** The folder with the files of routes, in the proxy's container. */
export const FILES = "gatehouse";

/** The header of a probe that no rate limit counts. */
export const PASS_HEADER = "X-Gatehouse-Probe";

/** The file with the value of that header, on the same volume. */
export const PASS_FILE = "gatehouse-probe";

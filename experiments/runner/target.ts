import { isIP } from "node:net";
import { type DockerHost, isLocal } from "../../components/docker/endpoint";

/** Where the load goes: the stack's entry point, as it is published on this machine. */
export interface Target {
  /** A loopback address. */
  readonly address: string;
  readonly port: number;
  /** Of the URL: for TLS and the field Host. */
  readonly hostname: string;
  /** With the port where the URL has one. */
  readonly host: string;
  readonly path: string;
  /** Over TLS. */
  readonly secure: boolean;
}

/** Whether an address is of this machine only. */
export function isLoopback(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

/** Why a load must not go to a URL of a stack; nothing where it may. */
export function urlProblem(url: string, urls: readonly string[]): string | undefined {
  const { origin } = new URL(url);
  if (urls.some((known) => new URL(known).origin === origin)) return undefined;
  const known = urls.length > 0 ? urls.join(", ") : "none";
  return `url must be one of the stack's, got "${url}". They are: ${known}.`;
}

/** Why a load must not go to an address, and faults not be sent to it. */
export function addressProblem(what: string, address: string): string | undefined {
  if (isLoopback(address)) return undefined;
  return (
    `${what} is at ${address}, which is not a loopback address. An experiment only loads and ` +
    "disturbs what is published on this machine: run it on the Docker host itself."
  );
}

/** Why a load must not go to an entry point; nothing where it may. */
export function entryProblem(address: string, docker: DockerHost): string | undefined {
  const problem = addressProblem("The entry point", address);
  if (problem !== undefined || isLocal(docker)) return problem;
  const machine = new URL(docker.url).hostname.replace(/[[\]]/g, "");
  if (machine === "localhost" || isLoopback(machine)) return undefined;
  return (
    `The entry point is on the loopback address of the Docker host ${machine}, not of this machine. ` +
    "An experiment only loads and disturbs what is published on this machine: run it on the Docker " +
    "host itself."
  );
}

/** The target of a URL that is published at this address. */
export function targetOf(
  url: string,
  address: string,
  port: number,
  path: string | undefined,
): Target {
  const { hostname, host, pathname, search, protocol } = new URL(url);
  return {
    address,
    port,
    hostname,
    host,
    path: path ?? `${pathname}${search}`,
    secure: protocol === "https:",
  };
}

import { isIP } from "node:net";
import { type DockerHost, isLocal } from "../docker/host/engine";
import { WrongInput } from "./read";

/** The addresses of a stack that an experiment needs. */
export interface StackOutputs {
  readonly urls?: readonly string[];
  /** The URLs that lead through Toxiproxy. */
  readonly toxicUrls?: readonly string[];
  /** Such as `http://127.0.0.1:8474`. */
  readonly toxiproxyApi?: string;
}

/** The URL that an experiment requests, and the Toxiproxy server that it disturbs. */
export interface Found {
  readonly url: string;
  /** Port of the server's API on the Docker host's loopback address. */
  readonly apiPort: number;
}

/**
 * Finds the URL and the server of an experiment.
 *
 * @param url of the experiment's file.
 * @throws WrongInput where the stack has none, or its server is not on this machine.
 */
export function findIn(stack: string, outputs: StackOutputs, url: string | undefined): Found {
  const { urls = [], toxicUrls = [], toxiproxyApi } = outputs;
  const refuse = (problem: string) => new WrongInput(`Stack ${stack}`, [problem]);
  if (toxiproxyApi === undefined) {
    throw refuse(
      `has no Toxiproxy. Declare one in the program, or set gatehouse:toxiproxy in Pulumi.${stack}.yaml, and deploy it.`,
    );
  }
  const { hostname, port } = new URL(toxiproxyApi);
  const host = hostname.replace(/[[\]]/g, "");
  const wanted = url ?? onlyOne(toxicUrls);
  if (wanted === undefined) {
    throw refuse(
      `must have exactly one URL through Toxiproxy, has: ${listed(toxicUrls)}. Set url.`,
    );
  }
  const problem = urlProblem(wanted, urls) ?? addressProblem("Toxiproxy's API", host);
  if (problem !== undefined) throw refuse(problem);
  return { url: wanted, apiPort: Number(port) };
}

/**
 * Finds the proxy that an experiment disturbs.
 *
 * @param proxy of the experiment's file.
 * @throws WrongInput where no proxy has that name, or the file names none and there are several.
 */
export function proxyOf(names: readonly string[], proxy: string | undefined): string {
  const known = listed([...names].sort());
  const found = proxy === undefined ? onlyOne(names) : names.find((name) => name === proxy);
  if (found !== undefined) return found;
  throw new WrongInput("Toxiproxy", [
    proxy === undefined
      ? `must have exactly one proxy, has: ${known}. Set proxy.`
      : `has no proxy "${proxy}". It has: ${known}.`,
  ]);
}

function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

const listed = (names: readonly string[]) => (names.length > 0 ? names.join(", ") : "none");

/** Where the load goes: the stack's entry point, as it is published on this machine. */
export interface Target {
  /** A loopback address. */
  readonly address: string;
  readonly port: number;
  /** Of the URL: for TLS. */
  readonly hostname: string;
  /** The header Host: with the port where the URL has one. */
  readonly host: string;
  readonly path: string;
  /** Over TLS. */
  readonly secure: boolean;
}

/** Whether an address is a loopback address. */
export function isLoopback(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

/** Why a load must not go to a URL; undefined where it may. */
function urlProblem(url: string, urls: readonly string[]): string | undefined {
  const { origin } = new URL(url);
  if (urls.some((known) => new URL(known).origin === origin)) return undefined;
  return `url must be one of the stack's, got "${url}". They are: ${listed(urls)}.`;
}

/** Why load and faults must not go to an address; undefined where they may. */
function addressProblem(what: string, address: string): string | undefined {
  if (isLoopback(address)) return undefined;
  return (
    `${what} is at ${address}, which is not a loopback address. An experiment only loads and ` +
    "disturbs what is published on this machine: run it on the Docker host itself."
  );
}

/** Why a load must not go to an entry point; undefined where it may. */
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

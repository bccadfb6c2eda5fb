import { createServer, isIP } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { ContainerInfo } from "dockerode";

/** A TCP port that a stack publishes. */
export interface WantedPort {
  /** IP address on the Docker host. */
  readonly address: string;
  readonly port: number;
  /** The setting that has the port. */
  readonly setting: string;
}

/** Why a port is not available; `undefined` if it is. */
export async function portProblem(
  wanted: WantedPort,
  containers: readonly ContainerInfo[],
  options: { ownerLabel: string; owner: string; local: boolean },
): Promise<string | undefined> {
  const holder = containerOn(containers, wanted);
  if (holder?.labels[options.ownerLabel] === options.owner) return undefined;
  if (holder !== undefined) return taken(wanted, `container "${holder.name}"`);
  if (!options.local || (await isFree(wanted))) return undefined;
  return taken(wanted, await listenerOn(wanted.port));
}

function taken({ address, port, setting }: WantedPort, by: string): string {
  return (
    `port ${port} on ${address} is taken by ${by}. Stop it, or choose another port with ` +
    `${setting} in the stack's file.`
  );
}

const EVERYWHERE = new Set(["0.0.0.0", "::"]);

/** Whether Docker publishes the same port only once on the two. `::` is all of IPv6, and nothing of IPv4. */
function overlap(one: string, other: string): boolean {
  if (isIP(one) !== isIP(other)) return false;
  return one === other || EVERYWHERE.has(one) || EVERYWHERE.has(other);
}

function containerOn(containers: readonly ContainerInfo[], { address, port }: WantedPort) {
  const holder = containers.find((container) =>
    container.Ports.some(
      (published) =>
        published.PublicPort === port && published.Type === "tcp" && overlap(published.IP, address),
    ),
  );
  return (
    holder && { name: (holder.Names[0] ?? holder.Id).replace(/^\//, ""), labels: holder.Labels }
  );
}

/** Whether a program can listen there; also true where this process lacks the permission to try. */
function isFree({ address, port }: WantedPort): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    const listening = { port, host: address, ipv6Only: true };
    server.listen(listening, () => server.close(() => resolve(true)));
  });
}

/** Milliseconds that the search for a port's owner may take. */
const SEARCH = 5_000;

/**
 * The program of this machine that listens on a port, as `name (pid 123)`. It stays unknown if it is
 * another user's, or if the system has neither `ss`, `netstat` nor `lsof`.
 */
async function listenerOn(port: number): Promise<string> {
  const search = import("find-process").then(({ default: find }) =>
    find("port", port, { logLevel: "error" }),
  );
  const late = setTimeout(SEARCH, [], { ref: false });
  const [listener] = await Promise.race([search, late]).catch(() => []);
  return listener ? `${listener.name} (pid ${listener.pid})` : "another program on this machine";
}

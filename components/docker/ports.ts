import { createServer } from "node:net";
import type { ContainerInfo } from "dockerode";

/** A TCP port that a stack wants to publish. */
export interface WantedPort {
  /** IP address on the Docker host. */
  readonly address: string;
  readonly port: number;
  /** The setting that chooses it. */
  readonly setting: string;
}

/** What stands in the way of a port, if anything does. */
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

function containerOn(containers: readonly ContainerInfo[], { address, port }: WantedPort) {
  const holder = containers.find((container) =>
    container.Ports.some(
      (published) =>
        published.PublicPort === port &&
        published.Type === "tcp" &&
        (published.IP === address || EVERYWHERE.has(published.IP) || EVERYWHERE.has(address)),
    ),
  );
  return (
    holder && { name: (holder.Names[0] ?? holder.Id).replace(/^\//, ""), labels: holder.Labels }
  );
}

/** Whether this machine would let a program listen there; true also where it may not try. */
function isFree({ address, port }: WantedPort): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}

/**
 * The program of this machine that listens on a port, as `name (pid 123)`. The system may not tell: of
 * another user's process, or without `ss`, `netstat` or `lsof`.
 */
async function listenerOn(port: number): Promise<string> {
  const { default: find } = await import("find-process");
  const [listener] = await find("port", port, { logLevel: "error" }).catch(() => []);
  return listener ? `${listener.name} (pid ${listener.pid})` : "another program on this machine";
}

import { createHash } from "node:crypto";
import { type Problem, problem } from "../schema/problems";
import { API_PORT } from "../toxics";
import { apiName } from "../toxics/values";

/** A proxy of a server: its name, and its port where that is given. */
export interface NamedPath {
  readonly name: string;
  /** Default: one that the name decides. */
  readonly port?: number;
}

/** Ports that the names of proxies decide among. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** The port of a proxy that has none of its own: the same in each program, whatever else it has. */
export function pathPort(name: string): number {
  return FIRST_PORT + (createHash("sha256").update(name).digest().readUInt32BE(0) % PORTS);
}

/** The names and ports of one server's proxies, of which each is somebody's. */
export class PathNames {
  private readonly taken: { owner: string; name: string; port: number }[] = [];

  /**
   * Takes names and ports.
   *
   * @param owner who asks, as messages name it.
   * @returns what is somebody else's, each a sentence that completes the owner's name.
   */
  claim(owner: string, paths: readonly NamedPath[]): Problem[] {
    return paths.flatMap(({ name, port = pathPort(name) }) => {
      const clash = this.clash(name, port);
      this.taken.push({ owner, name, port });
      return clash === undefined ? [] : [problem("", clash)];
    });
  }

  private clash(name: string, port: number): string | undefined {
    const [wrong] = apiName.safeParse(name).error?.issues ?? [];
    if (wrong !== undefined)
      return `wants the name "${name}" at Toxiproxy, which ${wrong.message}.`;
    const named = this.taken.find((other) => other.name === name);
    if (named !== undefined) {
      return `wants the name "${name}" at Toxiproxy, which ${named.owner} has. Rename one of them.`;
    }
    const listening = this.taken.find((other) => other.port === port);
    if (listening !== undefined) {
      return (
        `wants port ${port} of Toxiproxy for "${name}", which ${listening.owner} has for ` +
        `"${listening.name}". Give one of them another port.`
      );
    }
    return port === API_PORT
      ? `wants port ${API_PORT} of Toxiproxy for "${name}", where the server's API listens.`
      : undefined;
  }
}

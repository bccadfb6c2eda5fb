import { createHash } from "node:crypto";
import { type Problem, problem } from "../schema/problems";
import { API_PORT, type ProxySpec } from "../toxics/api";
import { apiName } from "../toxics/values";

/** The range of the ports that are derived from names. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** The port of a proxy without a configured one: derived from its name alone. */
export function pathPort(name: string): number {
  return FIRST_PORT + (createHash("sha256").update(name).digest().readUInt32BE(0) % PORTS);
}

/** Reserves the names and ports of one server's proxies, each for one owner. */
export class PathNames {
  private readonly taken: { owner: string; name: string; port: number }[] = [];

  /**
   * Reserves names and ports.
   *
   * @param owner the component, as messages name it.
   * @returns what another owner has, each a sentence that completes the owner's name.
   */
  claim(
    owner: string,
    proxies: readonly (Pick<ProxySpec, "name"> & Partial<ProxySpec>)[],
  ): Problem[] {
    return proxies.flatMap(({ name, port = pathPort(name) }) => {
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

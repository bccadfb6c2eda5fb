import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { type ServerArgs, ToxicProxy, ToxicResource } from "../resources/toxics";
import { type Problem, problem } from "../schema/problems";
import { API_PORT } from "../toxics/api";
import { toxicBody } from "../toxics/body";
import type { Toxic } from "../toxics/toxic";
import { apiName } from "../toxics/values";

/** The range of the ports that are derived from names. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** The port of a proxy without a configured one: derived from its name alone. */
export function pathPort(name: string): number {
  return FIRST_PORT + (createHash("sha256").update(name).digest().readUInt32BE(0) % PORTS);
}

/** The declaration of a proxy and its toxics. */
interface PathSpec {
  readonly name: string;
  /** Default: {@link pathPort} of its name. */
  readonly port?: number;
  readonly upstream: pulumi.Input<string>;
  /** The network on which the server reaches the Docker host, where that is the upstream. */
  readonly network?: pulumi.Input<string>;
  readonly toxics?: readonly Toxic[];
  /** Whether connections are refused. Default: false. */
  readonly down?: boolean;
  /** The container behind it, which must be ready before the proxy leads to it. */
  readonly container?: pulumi.Input<string>;
  /** Seconds that the container may take to be ready. Default: 60. */
  readonly readyTimeout?: number;
}

/** The proxies that a program declares at one server. */
export class ToxicPaths {
  /** Their names and ports, each of one owner. */
  private readonly taken: { owner: string; name: string; port: number }[] = [];
  /** Each depends on the one before: the server's file is written by one at a time. */
  private last?: pulumi.Resource;

  constructor(private readonly server: ServerArgs) {}

  /**
   * Reserves names and ports.
   *
   * @param owner the component, as messages name it.
   * @returns a problem for each that another owner has.
   */
  claim(owner: string, proxies: readonly Pick<PathSpec, "name" | "port">[]): Problem[] {
    return proxies.flatMap(({ name, port = pathPort(name) }) => {
      const clash = this.clash(name, port);
      this.taken.push({ owner, name, port });
      return clash === undefined ? [] : [problem("", clash)];
    });
  }

  private clash(name: string, port: number): string | undefined {
    const [wrong] = apiName.safeParse(name).error?.issues ?? [];
    if (wrong !== undefined) {
      return `wants the name "${name}" at Toxiproxy, which ${wrong.message}.`;
    }
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

  /** Declares a proxy and its toxics. They are done when the proxy takes connections with all of them. */
  declare(
    resource: string,
    {
      name,
      port = pathPort(name),
      upstream,
      network,
      container,
      readyTimeout = 60,
      ...faults
    }: PathSpec,
    parent: pulumi.ComponentResource,
  ): pulumi.Resource[] {
    const toxics = (faults.toxics ?? []).map(toxicBody);
    const enabled = faults.down !== true;
    const proxy = new ToxicProxy(
      resource,
      { ...this.server, name, port, upstream, network, toxics, container, enabled, readyTimeout },
      { parent, dependsOn: this.last },
    );
    this.last = proxy;
    const made: pulumi.Resource[] = [proxy];
    // One after the other, so that Pulumi removes them in reverse: see ToxiproxyApi.removeToxic.
    for (const toxic of toxics) {
      const options = { parent, dependsOn: made.at(-1), deleteBeforeReplace: true };
      const args = { ...this.server, proxy: name, toxic };
      made.push(new ToxicResource(`${resource}-${toxic.name}`, args, options));
    }
    return made;
  }
}

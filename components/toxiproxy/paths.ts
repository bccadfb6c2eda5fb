import type * as pulumi from "@pulumi/pulumi";
import { type ServerArgs, ToxicProxy, ToxicResource } from "../resources/toxics";
import type { ProxySpec } from "../toxics/api";
import { toxicBody } from "../toxics/body";
import type { Toxic } from "../toxics/toxic";
import { PathNames, pathPort } from "./path-names";

/** What a program declares of a proxy beside its name. */
interface Declared {
  /** Default: {@link pathPort} of its name. */
  readonly port?: number;
  readonly upstream: pulumi.Input<string>;
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
  /** Their names and ports. */
  readonly names = new PathNames();
  /** Each depends on the one before: the server's file is written by one at a time. */
  private last?: pulumi.Resource;

  constructor(private readonly server: ServerArgs) {}

  /** Declares a proxy and its toxics. They are done when the proxy takes connections with all of them. */
  declare(
    resource: string,
    spec: Pick<ProxySpec, "name"> & Declared,
    parent: pulumi.ComponentResource,
  ): pulumi.Resource[] {
    const { name, port = pathPort(name), upstream, down = false, container } = spec;
    const toxics = (spec.toxics ?? []).map(toxicBody);
    const proxy = new ToxicProxy(
      resource,
      {
        ...this.server,
        ...{ name, port, upstream, toxics, container },
        enabled: !down,
        readyTimeout: spec.readyTimeout ?? 60,
      },
      { parent, dependsOn: this.last },
    );
    this.last = proxy;
    const made: pulumi.Resource[] = [proxy];
    // One after the other, so that they go in the reverse order: see ToxiproxyApi.removeToxic.
    for (const toxic of toxics) {
      const options = { parent, dependsOn: made.at(-1), deleteBeforeReplace: true };
      const args = { ...this.server, proxy: name, toxic };
      made.push(new ToxicResource(`${resource}-${toxic.name}`, args, options));
    }
    return made;
  }
}

import type * as pulumi from "@pulumi/pulumi";
import { type ServerArgs, ToxicProxy, ToxicResource } from "../resources/toxics";
import { type Toxic, toxicBody } from "../toxics";
import { type NamedPath, PathNames, pathPort } from "./path-names";

/** One way through a server: where it listens, where it leads, and what happens on it. */
export interface PathSpec extends NamedPath {
  readonly upstream: pulumi.Input<string>;
  readonly toxics?: readonly Toxic[];
  /** Whether connections are refused. Default: no. */
  readonly down?: boolean;
  /** The container behind it, which has to be ready before it is led to. */
  readonly container?: pulumi.Input<string>;
  /** Seconds that may take. Default: 60. */
  readonly readyTimeout?: number;
}

/** The ways through one server of a program. */
export class ToxicPaths {
  /** The names and ports of them. */
  readonly names = new PathNames();
  /** Each depends on the one before: the server's file is written by one at a time. */
  private last?: pulumi.Resource;

  constructor(private readonly server: ServerArgs) {}

  /** Declares a proxy and its toxics. They are done when the proxy takes connections with all of them. */
  declare(resource: string, spec: PathSpec, parent: pulumi.ComponentResource): pulumi.Resource[] {
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

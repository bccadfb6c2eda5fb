import * as pulumi from "@pulumi/pulumi";
import { owner } from "../../declare/owner";
import { type DockerHost, hostnameOf, isLocal } from "../../docker/host/engine";
import type { Probe } from "../../docker/routes/probe";
import { hostOf } from "../../provider/host-of";
import { ProvidedResource, warnOfEach } from "../provided-resource";
import type { Release, ReleaseOptions } from "../releases";
import type { Outside } from "./outside";
import type { RouteProps } from "./props";

/** Arguments of {@link Route}: see {@link RouteProps}. */
export interface RouteArgs {
  /** Unique among the routes of the stack. Default: the resource's name. */
  readonly key?: string;
  /** The entry point; `address` is the Docker host's IP address that it is published on. */
  readonly entry: {
    readonly containerId: pulumi.Input<string>;
    readonly controllerId?: pulumi.Input<string>;
    readonly address: string;
    /** What the route waits for. */
    readonly ready: pulumi.Resource;
  };
  readonly labels: Readonly<Record<string, pulumi.Input<string>>>;
  readonly files?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly containers?: readonly pulumi.Input<string>[];
  readonly releases?: Readonly<Record<string, pulumi.Input<string>>>;
  /** What it leads to that Pulumi does not run; see {@link Outside}. */
  readonly outside?: Omit<Outside, "network"> & { readonly network: pulumi.Input<string> };
  /** URLs that must answer. */
  readonly urls: readonly string[];
  /** Whether rate limits are on the way to them, which must not count the probes. Default: false. */
  readonly limited?: boolean;
  /** URL at which the proxy reports whether the container that `readyFile` names is ready. */
  readonly ready?: string;
  readonly readyFile?: string;
  /** Default: 60. */
  readonly readyTimeout?: number;
  /** Default: 0. */
  readonly drain?: number;
  /** The release of its containers. Default: none is kept. */
  readonly release?: { readonly [key in keyof Release]: pulumi.Input<Release[key]> };
  /** Its other options; a secret in the state. */
  readonly releaseOptions?: ReleaseOptions;
}

/**
 * The route to a service at the entry point: its labels, on a container that never runs, and the files
 * that name the containers that serve.
 *
 * A change is done when the containers are ready, the proxy has loaded it, every URL has answered, and
 * replaced containers have had time to finish their requests. When any of that fails, the route stays
 * as it was. A certificate that Caddy keeps trying to get is a warning.
 */
export class Route extends ProvidedResource {
  /** A text for each host that the proxy has no certificate for yet. */
  declare private readonly uncertified: pulumi.Output<readonly string[] | undefined>;

  constructor(
    name: string,
    args: RouteArgs,
    parent: pulumi.ComponentResource,
    dependsOn: pulumi.Resource[] = [],
  ) {
    const docker = hostOf(parent);
    const { key = name, entry, labels, urls, files = {}, ready, readyFile } = args;
    const { containers = [], releases = {}, outside, readyTimeout = 60, drain = 0 } = args;
    const uncounted = args.limited ? { uncounted: true } : {};
    super(
      "Route",
      `${name}-route`,
      {
        ...{ docker, labels, containers, releases, outside, readyFile, readyTimeout, drain },
        release: args.release,
        releaseOptions: args.releaseOptions && pulumi.secret(args.releaseOptions),
        ...{ proxy: entry.containerId, controller: entry.controllerId },
        name: `${owner()}/${key}`,
        files: Object.keys(files).length > 0 ? pulumi.secret(files) : {},
        probes: docker.apply((host) =>
          probes(urls, entry.address, host).map((probe) => ({ ...probe, ...uncounted })),
        ),
        ready: docker.apply((host) => probes(ready ? [ready] : [], entry.address, host)[0]),
        uncertified: undefined,
      },
      { parent, dependsOn: [entry.ready, ...dependsOn] },
    );
    warnOfEach(this.uncertified, this);
  }
}

/** The addresses that stand for all of their family, each with its loopback address. */
const EVERYWHERE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * How URLs are requested: over ssh from the Docker host itself, whatever name the user's ssh has for
 * it; over tcp only where the entry point is published on every address.
 */
function probes(urls: readonly string[], address: string, host: DockerHost): Probe[] {
  const everywhere = EVERYWHERE[address];
  const onHost = everywhere ?? address;
  if (isLocal(host)) return urls.map((url) => ({ url, machine: onHost }));
  if (host.url.startsWith("ssh:")) {
    return urls.map((url) => ({ url, machine: onHost, throughSsh: true }));
  }
  if (everywhere === undefined) return [];
  return urls.map((url) => ({ url, machine: hostnameOf(host.url) }));
}

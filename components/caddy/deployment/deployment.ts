import type * as pulumi from "@pulumi/pulumi";
import type { Directive, Routing, Site } from "../../labels";
import type { ProxyNetwork } from "../../network/proxy-network";
import { type Problem, problem } from "../../schema/problems";
import type { CaddyProxyArgs } from "../args";
import type { TlsPolicy } from "../tls/tls";
import type { CaddySettings } from "./plugin-settings";

/** A `CaddyProxy`, for the files that it is made of: they can't import it. */
export interface EntryPoint extends pulumi.ComponentResource {
  readonly name: string;
  readonly network: ProxyNetwork;
  readonly mirror?: string;
  readonly labelPrefix: string;
  readonly tls: TlsPolicy;
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly tcpPorts: readonly number[];
  /** The plugin's settings, defaults filled in. */
  readonly settings: CaddySettings;
  readonly deployment: Deployment;
}

/**
 * How an entry point runs: as a controller and a server, as one container, on the Docker host's
 * network, or in a Swarm. Everything that differs between them is here.
 */
export interface Deployment {
  /**
   * The arguments that this deployment can't have. A message completes "<path> …, got <value>.",
   * or, with a full stop at its end, "<path> …".
   */
  problems(args: DeploymentArgs): Problem[];
  /** Its settings of the plugin, unless the arguments have others. */
  readonly settings: CaddySettings;
  /** Whether all of it runs on the Docker host that its network is on. */
  readonly onOneHost: boolean;
  /** The folder that its server can write log files to. Default: any. */
  readonly logFolder?: string;
  /** The names of its containers where the server's is fixed. */
  containerNames(server: string): string[];
  /**
   * The global options that this deployment needs.
   *
   * @param given those of the argument `routing`.
   */
  globalOptions(entry: EntryPoint, given: readonly Directive[]): readonly Directive[];
  /** The site of a service, changed to what this deployment needs. */
  adaptSite(site: Site): Site;
  /** Declares the containers or services; `labels` are the entry point's own. */
  declare(
    name: string,
    entry: EntryPoint,
    args: CaddyProxyArgs,
    labels: Readonly<Record<string, string>>,
  ): DeployedProxy;
}

/** The arguments that a deployment may refuse, in the types that the schema gives. */
export type DeploymentArgs = Omit<CaddyProxyArgs, "image" | "network" | "routing"> & {
  readonly routing?: Pick<Routing, "global">;
};

/** A problem of a deployment, if its arguments are wrong. */
export function problemIf(wrong: boolean, path: string, message: string): Problem[] {
  return wrong ? [problem(path, message)] : [];
}

/** The resources that a deployment has declared. */
export interface DeployedProxy {
  /** The container that serves; in a Swarm, the service of servers. */
  readonly server: { readonly id: pulumi.Output<string>; readonly name: pulumi.Output<string> };
  /** The container that reads the labels, where that is another one. */
  readonly controller?: { readonly id: pulumi.Output<string> };
  /** What is done once the server has its configuration: the routes of services wait for it. */
  readonly ready: pulumi.Resource;
  /** The root certificate of the CA that all servers share in place of Caddy's own. */
  readonly caCertificate?: pulumi.Output<string>;
  /** The parts that services in a Swarm need. */
  readonly swarm?: SwarmEntry;
}

/** An entry point in a Swarm. */
export interface SwarmEntry {
  /** The servers: a task on each edge node. */
  readonly servers: { readonly id: pulumi.Output<string> };
  /** The image of services that only carry labels: they have no task, so any image will do. */
  readonly image: pulumi.Input<string>;
  /** By which its servers know requests that no rate limit counts; none where their image has no rate limits. */
  readonly pass?: pulumi.Output<string>;
}

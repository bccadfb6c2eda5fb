import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Publish } from "../caddy/publish";
import { routeUrls, withCertificate } from "../caddy/sites";
import { reverseProxy, type Site, site } from "../labels";
import { hosts } from "../labels/values";
import { hostProblems, withProviderOf } from "../provider/same-host";
import { Route } from "../resources/route";
import { argsProblems } from "../schema/problems";
import { Refusal } from "../schema/refusal";
import { argsOf, component, isComponent, port } from "../schema/values";
import { type Toxic, toxicSetProblems } from "../toxics";
import { toxicsSchema } from "../toxics/set";
import { apiName } from "../toxics/values";
import { pathPort } from "./path-names";
import type { Toxiproxy } from "./toxiproxy";

/** A path through Toxiproxy: who enters it, where it leads, and what happens on the way. */
export interface ToxicPathArgs {
  /** The server that it leads through. */
  through: Toxiproxy;
  /**
   * `host:port` on the proxy network, such as the `upstream` of a `ProxiedService`, or a database. A
   * change cuts its connections.
   */
  upstream: string;
  /** Port inside Toxiproxy's container. Default: one that the name decides. A change cuts. */
  port?: number;
  /** Domain names at the entry point that lead through it. Default: none. */
  hosts?: string[];
  /** Its faults. A change of numbers cuts no connection. Default: none. */
  toxics?: Toxic[];
  /** Whether connections are refused. Default: false. */
  down?: boolean;
}

/**
 * A path through Toxiproxy to anything on the proxy network, for services behind other services or
 * for a second way to a service. Its first connection meets its toxics already.
 *
 * @example A service with a slow database.
 * const db = new ToxicPath("db", {
 *   through: toxiproxy, upstream: "db:5432", toxics: [{ latency: { latency: "50ms" } }],
 * });
 * new ProxiedService("shop", { …, environment: { DATABASE: `postgres://${db.address}/shop` } });
 */
export class ToxicPath extends pulumi.ComponentResource {
  /** `host:port` at which containers on the proxy network enter it. */
  readonly address: string;
  /** Where people enter it, one URL a host. */
  readonly urls: string[];

  constructor(name: string, args: ToxicPathArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:ToxicPath", name, args ?? {}, withProviderOf(args?.through, opts));
    const subject = `ToxicPath "${name}"`;
    const known = argsProblems(argsSchema, typeof args === "object" ? { name, ...args } : args);
    if (!isComponent("Toxiproxy", Object(args).through)) throw new Refusal(subject, known);
    const { through, hosts = [] } = args;
    const { entry } = through;
    const listening = args.port ?? pathPort(name);
    this.address = `${through.host}:${listening}`;
    const problems = [
      ...known,
      ...toxicSetProblems(args.toxics),
      ...hostNetworkProblem(args),
      ...hostProblems(subject, this, { noun: "Toxiproxy", component: through }),
    ];
    const claimed = through.paths.names.claim(subject, [{ name, port: args.port }]);
    const wrong = problems.length > 0 ? problems : claimed;
    const sites = wrong.length > 0 || hosts.length === 0 ? [] : [this.site(hosts, args)];
    const labels = entry.routes.labels("ToxicPath", name, { sites }, wrong);

    const spec = { ...args, name, port: listening };
    const resources = through.paths.declare(name, spec, this);
    this.urls = routeUrls(hosts, entry, entry.tls);
    if (hosts.length > 0) this.declareRoute(name, args, labels, resources);
    this.registerOutputs({ address: this.address, urls: this.urls });
  }

  private site(hosts: readonly string[], { through }: ToxicPathArgs): Site {
    return withCertificate(site(hosts, reverseProxy(this.address)), through.entry.tls);
  }

  private declareRoute(
    name: string,
    { through: { entry }, toxics = [], down = false }: ToxicPathArgs,
    labels: Record<string, string>,
    dependsOn: pulumi.Resource[],
  ) {
    // What is meant to fail can't be asked whether it works.
    const urls = toxics.length > 0 || down ? [] : this.urls.map((url) => `${url}/`);
    new Route(
      name,
      {
        key: `toxic-path/${name}`,
        proxy: entry.containerId,
        controller: entry.controllerId,
        address: entry.address,
        ...{ labels, urls, containers: [], releases: {} },
        readyTimeout: 60,
        drain: 0,
      },
      this,
      dependsOn,
    );
  }
}

const UPSTREAM = 'must be "host:port"';

const shape = {
  name: apiName,
  upstream: z.string({ error: UPSTREAM }).regex(/^[\w.-]+:\d{1,5}$/, { error: UPSTREAM }),
  port: port.optional(),
  hosts: hosts.optional(),
  toxics: toxicsSchema.optional(),
  down: z.boolean({ error: "must be true or false" }).optional(),
};

/** @internal Checks a path, but for where it leads through. */
export const toxicPathSchema = argsOf(shape);

const argsSchema = argsOf({
  ...shape,
  through: component("Toxiproxy", 'new Toxiproxy("toxiproxy", { entry })'),
});

function hostNetworkProblem({ through, hosts }: ToxicPathArgs): string[] {
  if (hosts === undefined || through.entry.publish !== Publish.HostNetwork) return [];
  return [
    "hosts must be left out behind an entry point on the host's network, which knows no names of " +
      "containers.",
  ];
}

import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Publish } from "../caddy/args";
import { routeUrls, withCertificate } from "../caddy/routing/sites";
import { OWN_CA, policyProblems } from "../caddy/tls/tls";
import { registered } from "../declare/registered";
import { reverseProxy, type Site, site } from "../labels";
import { hosts } from "../labels/values";
import { hostProblems, withProviderOf } from "../provider/same-host";
import { Route } from "../resources/route";
import { argsProblems, type Problem, problem } from "../schema/problems";
import { Refusal } from "../schema/refusal";
import { argsOf, component, flag, isComponent, port } from "../schema/values";
import { toxicSetProblems, toxicsSchema } from "../toxics/schema";
import type { Toxic } from "../toxics/toxic";
import { apiName } from "../toxics/values";
import { pathPort } from "./paths";
import type { Toxiproxy } from "./toxiproxy";

/** Arguments of {@link ToxicPath}. */
export interface ToxicPathArgs {
  /** The server that the path leads through. */
  through: Toxiproxy;
  /**
   * `host:port` on the proxy network, such as the `upstream` of a `ProxiedService`, or a database. A
   * change cuts the connections.
   */
  upstream: string;
  /**
   * Port inside Toxiproxy's container. Default: derived from the name. A change cuts the connections.
   */
  port?: number;
  /** Domain names at the entry point that lead to the path. Default: none. */
  hosts?: string[];
  /** The faults on the path. A change of their numbers cuts no connection. Default: none. */
  toxics?: Toxic[];
  /** Whether connections are refused. Default: false. */
  down?: boolean;
}

/**
 * A path through Toxiproxy to anything on the proxy network: to a service behind another service, or
 * a second path to a service. The toxics are in place before the first connection.
 *
 * @example A service with a slow database.
 * const db = new ToxicPath("db", {
 *   through: toxiproxy, upstream: "db:5432", toxics: [{ latency: { latency: "50ms" } }],
 * });
 * new ProxiedService("shop", { …, environment: { DATABASE: `postgres://${db.address}/shop` } });
 */
export class ToxicPath extends pulumi.ComponentResource {
  /** `host:port` at which containers on the proxy network reach the path. */
  readonly address: string;
  /** URLs of the path at the entry point, one for each host. */
  readonly urls: string[];

  constructor(name: string, args: ToxicPathArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:ToxicPath", name, registered(args), withProviderOf(args?.through, opts));
    const problems = problemsOf(this, name, args);
    const { through, hosts = [], port = pathPort(name), toxics = [], down = false } = args;
    const { entry } = through;
    // Skip the routing checks when arguments are already invalid, or each mistake is reported twice.
    const sites = problems.length > 0 || hosts.length === 0 ? [] : [siteOf(through, hosts, port)];
    const labels = entry.routes.labels("ToxicPath", name, { sites }, problems, {
      about: { faults: { toxics, down } },
    });
    this.address = addressOf(through, port);
    this.urls = routeUrls(hosts, entry, entry.tls);
    const path = through.paths.declare(name, { ...args, name, port }, this);
    if (hosts.length > 0) {
      // Don't probe a path that is meant to fail.
      const urls = toxics.length > 0 || down ? [] : this.urls.map((url) => `${url}/`);
      new Route(name, { key: `toxic-path/${name}`, entry, labels, urls }, this, path);
    }
    this.registerOutputs({ address: this.address, urls: this.urls });
  }
}

const UPSTREAM = 'must be "host:port"';

const argsSchema = argsOf({
  name: apiName,
  upstream: z.string({ error: UPSTREAM }).regex(/^[\w.-]+:\d{1,5}$/, { error: UPSTREAM }),
  port: port.optional(),
  hosts: hosts.optional(),
  toxics: toxicsSchema.optional(),
  down: flag.optional(),
  through: component("Toxiproxy", 'new Toxiproxy("toxiproxy", { entry })'),
});

/** Every mistake; nothing more is checked where `through` is no Toxiproxy. */
function problemsOf(path: ToxicPath, name: string, args: ToxicPathArgs) {
  const subject = `ToxicPath "${name}"`;
  const known = argsProblems(argsSchema, typeof args === "object" ? { name, ...args } : args);
  if (!isComponent("Toxiproxy", Object(args).through)) throw new Refusal(subject, known);
  const { through, toxics, port } = args;
  const problems = [
    ...known,
    ...toxicSetProblems(toxics),
    ...hostNetworkProblem(args),
    ...policyProblems(through.entry.tls, Array.isArray(args.hosts) ? args.hosts : [], OWN_CA),
    ...hostProblems(subject, path, { noun: "Toxiproxy", component: through }),
  ];
  return problems.length > 0 ? problems : through.paths.claim(subject, [{ name, port }]);
}

function hostNetworkProblem({ through, hosts }: ToxicPathArgs): Problem[] {
  if (hosts === undefined || through.entry.publish !== Publish.HostNetwork) return [];
  const message =
    "must be left out behind an entry point on the host's network, which knows no names of containers.";
  return [problem("hosts", message)];
}

/** `host:port` on the proxy network at which a path is entered. */
function addressOf({ host }: Toxiproxy, port: number): string {
  return `${host}:${port}`;
}

function siteOf(through: Toxiproxy, hosts: readonly string[], port: number): Site {
  return withCertificate(site(hosts, reverseProxy(addressOf(through, port))), through.entry.tls);
}

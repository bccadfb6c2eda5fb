import * as pulumi from "@pulumi/pulumi";
import { routeUrls } from "../../caddy/routing/sites";
import { policyFor, policyProblems } from "../../caddy/tls/tls";
import { registered } from "../../declare/registered";
import { withProviderOf } from "../../provider/same-host";
import { Route } from "../../resources/route";
import { argsProblems, type Problem } from "../../schema/problems";
import { goingOn } from "../../schema/refusal";
import { clientAuthProblems, withCa } from "../client-auth";
import { serviceProblems } from "../options/routing";
import { serviceCredentials } from "../options/sites";
import { declarePasswords } from "../passwords";
import { probedUrls } from "../route";
import { placeProblems } from "../routed";
import { fileServerProblems } from "../static-site-problems";
import { type PortalArgs, portalSchema, publicProblems } from "./args";
import { declarePage } from "./files";
import { knowsCertificates, portalSites, routeKey } from "./sites";
import { portalView } from "./view";

/**
 * A page that shows what is behind the entry point: each host with its routes, and each service with its
 * release, its faults and its health. Caddy serves it without a container of its own and without Docker's socket;
 * the page requests the health of services through the entry point every five seconds.
 *
 * Declare it last, since it shows what was declared before it. In public it must be behind `basicAuth`,
 * `forwardAuth` or `clientAuth`.
 *
 * @example
 * new Portal("portal", { entry, hosts: ["portal.localhost"] });
 *
 * @example In public, with a password that `up` makes.
 * const portal = new Portal("portal", {
 *   entry, hosts: ["portal.example.com"], basicAuth: { users: ["ops"] },
 * });
 * export const passwords = portal.passwords;
 */
export class Portal extends pulumi.ComponentResource {
  /** Where people reach it, one URL for each of `hosts`. */
  readonly urls: string[];
  /** The users of `basicAuth`. */
  readonly users: string[];
  /** The passwords of `basicAuth`, by user. Secret. */
  readonly passwords: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: PortalArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:Portal", name, registered(args), withProviderOf(args?.entry, opts));
    const subject = `Portal "${name}"`;
    const known = argsProblems(portalSchema, args);
    const { tls, view, labels } = goingOn(subject, known, () => {
      const tls = policyFor(args.entry.tls, args.tls);
      const problems = [
        ...portalProblems(args, known),
        ...placeProblems(subject, this, args.entry),
      ];
      const view = portalView(args.entry.routes.components(), args.entry);
      const sites = problems.length > 0 ? [] : portalSites(name, args, tls, view);
      const labels = args.entry.routes.labels("Portal", name, { sites }, problems);
      return { tls, view, labels };
    });
    const { entry, hosts } = args;
    entry.routes.closeForPortal();
    const passwords = declarePasswords(routeKey(name), serviceCredentials(args), this);
    const page = declarePage(name, entry, view, knowsCertificates(args), this);
    const routing = { labels: withCa(labels, args.clientAuth, subject), files: passwords.files };
    const urls = probedUrls({ args, tls });
    new Route(name, { key: routeKey(name), entry, ...routing, urls }, this, [page]);

    this.urls = routeUrls(hosts, entry, tls);
    this.users = args.basicAuth?.users ?? [];
    this.passwords = passwords.clear;
    this.registerOutputs({ urls: this.urls, passwords: this.passwords });
  }
}

/**
 * @internal Every mistake in the arguments, but for the Docker host of the portal.
 *
 * @param known the mistakes that the schema finds.
 */
export function portalProblems(
  args: PortalArgs,
  known: readonly Problem[] = argsProblems(portalSchema, args),
): Problem[] {
  const { entry, hosts, forwardAuth } = args;
  const tls = policyFor(entry.tls, args.tls);
  return [
    ...known,
    ...policyProblems(tls, hosts),
    ...clientAuthProblems(args, tls),
    // The schema checks everything but the paths of an auth service among one another.
    ...(known.length > 0 ? [] : serviceProblems({ forwardAuth, hosts })),
    ...fileServerProblems(entry, "Leave the portal out there."),
    ...publicProblems(args, tls),
  ];
}

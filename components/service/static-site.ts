import * as pulumi from "@pulumi/pulumi";
import { routeUrls, withCertificate } from "../caddy/routing/sites";
import { userFile, userHash } from "../caddy/routing/upstream-files";
import { policyFor } from "../caddy/tls/tls";
import { registered } from "../declare/registered";
import { site as labelledSite, type Site } from "../labels";
import { withProviderOf } from "../provider/same-host";
import { Route } from "../resources/route";
import { SiteFiles } from "../resources/site-files";
import { argsProblems } from "../schema/problems";
import { goingOn } from "../schema/refusal";
import type { Backend } from "./options/backend";
import { errorPageDirectives, type SiteRoot, servedFiles } from "./options/file-serving";
import { isLimited } from "./options/rate-limit";
import { serviceCredentials, serviceSites } from "./options/sites";
import { declarePasswords } from "./passwords";
import { probedUrls } from "./route";
import { type StaticSiteArgs, staticSiteSchema } from "./static-site-args";
import { siteProblems } from "./static-site-problems";
import { folderOf, rootOf, type SiteSource, sourceOf } from "./static-site-source";

/**
 * A site whose files Caddy itself serves: no container runs for it, and adding it leaves the proxy alone.
 *
 * A change of files is one step for visitors: each request gets a file of the old site or of the new one.
 *
 * @example
 * new StaticSite("hello", {
 *   entry, hosts: ["hello.localhost"], content: { "index.html": "<h1>Hello</h1>" },
 * });
 *
 * @example A built application of one page, from the folder `dist` of this machine.
 * new StaticSite("app", {
 *   entry, hosts: ["app.localhost"], files: "dist",
 *   tryFiles: ["{path}", "/index.html"],
 *   cacheControl: { "/assets/*": "public, max-age=31536000, immutable", "/*": "no-cache" },
 *   compression: {},
 * });
 *
 * @example A directory of the Docker host, which the entry point has in `directories`.
 * new StaticSite("downloads", {
 *   entry, hosts: ["downloads.localhost"], directory: "/srv/downloads", browse: true,
 * });
 */
export class StaticSite extends pulumi.ComponentResource {
  /** Where people reach it, one URL for each of `hosts`. */
  readonly urls: string[];
  /** The passwords of `basicAuth`, by user. Secret. */
  readonly passwords: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: StaticSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    const { content: _content, ...shown } = Object(args);
    super("gatehouse:index:StaticSite", name, registered(shown), withProviderOf(args?.entry, opts));
    const subject = `StaticSite "${name}"`;
    const known = argsProblems(staticSiteSchema, args);
    const { source, labels } = goingOn(subject, known, () => {
      const source = sourceOf(args);
      const problems = [...known, ...siteProblems(subject, args, source, this)];
      const sites = problems.length > 0 ? [] : sitesOf(name, args);
      const labels = args.entry.routes.labels("StaticSite", name, { sites }, problems);
      return { source, labels };
    });
    const passwords = declarePasswords(routeKey(name), serviceCredentials(args), this);
    const files = declareFiles(name, args, source, this);
    const probed = { urls: urlsOf(args), limited: isLimited(args) };
    const route = { entry: args.entry, labels, files: passwords.files, ...probed };
    new Route(name, { key: routeKey(name), ...route }, this, files);

    this.urls = routeUrls(args.hosts, args.entry, policyFor(args.entry.tls, args.tls));
    this.passwords = passwords.clear;
    this.registerOutputs({ urls: this.urls, passwords: this.passwords });
  }
}

/** The name of a site among the routes, limits, logs and passwords of services. */
function routeKey(name: string): string {
  return `sites/${name}`;
}

/** The site as its labels have it. */
function sitesOf(name: string, args: StaticSiteArgs): Site[] {
  const tls = policyFor(args.entry.tls, args.tls);
  const root = rootOf(name, args);
  // No route has an upstream, so no port matters.
  const routing = { ...args, name: routeKey(name), tls: tls.mode, port: 0 };
  return serviceSites(routing, backendOf(name, args, root)).map(({ addresses, directives }) => {
    const made = labelledSite(addresses, ...directives, ...errorPageDirectives(args, root));
    return args.entry.deployment.adaptSite(withCertificate(made, tls));
  });
}

function backendOf(name: string, args: StaticSiteArgs, root: SiteRoot): Backend {
  return {
    upstreamsFor: () => ({ stable: [], canary: [] }),
    containers: 0,
    hashOf: (credential) => userHash(userFile(routeKey(name), credential)),
    files: servedFiles(args, root),
  };
}

function urlsOf(args: StaticSiteArgs): string[] {
  return probedUrls({ args, tls: policyFor(args.entry.tls, args.tls) });
}

/** Declares the files on the proxy's volume, unless they are on the Docker host. */
function declareFiles(
  name: string,
  { entry }: StaticSiteArgs,
  { found, ...source }: SiteSource,
  parent: StaticSite,
): pulumi.Resource[] {
  if (found === undefined) return [];
  return [new SiteFiles(name, { entry, folder: folderOf(name), source, found }, parent)];
}

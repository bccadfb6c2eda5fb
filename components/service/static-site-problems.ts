import type * as pulumi from "@pulumi/pulumi";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { policyFor, policyProblems } from "../caddy/tls/tls";
import type { SiteFile } from "../docker/files/site-folder";
import { DeployMode } from "../network/proxy-network";
import { hostProblems } from "../provider/same-host";
import { type Problem, problem } from "../schema/problems";
import { serviceProblems } from "./options/routing";
import { routesOf } from "./route";
import { accessLogProblems } from "./routed";
import { directoryProblems } from "./served-directory";
import { SERVICE_ONLY, type StaticSiteArgs } from "./static-site-args";
import type { SiteSource } from "./static-site-source";

/** The problems of a site's arguments beside those of its schema. */
export function siteProblems(
  subject: string,
  args: StaticSiteArgs,
  { found, problems = [] }: SiteSource,
  component: pulumi.ComponentResource,
): Problem[] {
  const { entry } = args;
  return [
    ...problems.map((each) => problem("files", each)),
    ...policyProblems(policyFor(entry.tls, args.tls), args.hosts),
    ...serviceProblems(args),
    ...accessLogProblems(args),
    ...routeProblems(args),
    ...fileServerProblems(entry, "Serve the files from a service of your own."),
    ...directoryProblems("directory", args.directory, entry),
    ...(found === undefined ? [] : missingFiles(args, found.files)),
    ...(entry.deployment.onOneHost
      ? hostProblems(subject, component, { noun: "entry point", component: entry })
      : []),
  ];
}

/** The options of routes that only a service has. */
function routeProblems(args: StaticSiteArgs): Problem[] {
  return routesOf(args).flatMap((route, index) =>
    SERVICE_ONLY.filter((name) => route[name] !== undefined).map((name) =>
      problem(
        `routes[${index}].${name}`,
        "must be left out: Caddy itself serves the files, and no container gets the request.",
      ),
    ),
  );
}

/**
 * The problems of an entry point whose server can't serve files of a stack.
 *
 * @param instead the fix in a Swarm.
 */
export function fileServerProblems({ network, settings }: CaddyProxy, instead: string): Problem[] {
  if (network.mode === DeployMode.Swarm) {
    return [
      problem(
        "entry",
        `must not be in a Swarm, whose servers on several nodes share no volume and no directory. ${instead}`,
      ),
    ];
  }
  if (settings.scanStoppedContainers !== false) return [];
  return [
    problem(
      "entry",
      "must read the labels of stopped containers, which carry the site's. Leave out its " +
        "settings.scanStoppedContainers.",
    ),
  ];
}

const ENDINGS = { br: ".br", gzip: ".gz", zstd: ".zst" } as const;

/** Files that options name and that the site lacks: Caddy would pass over them. */
function missingFiles(args: StaticSiteArgs, files: readonly SiteFile[]): Problem[] {
  const paths = files.map(({ path }) => `/${path}`);
  const has = (path: string) =>
    path.endsWith("/") ? paths.some((each) => each.startsWith(path)) : paths.includes(path);
  const lacks = (place: string, path: string) =>
    problem(place, `must be a file of the site, got ${JSON.stringify(path)}, which it lacks.`);
  return [
    ...Object.entries(Object(args.errorPages))
      .filter(([status, page]) => /^[45]\d\d \//.test(`${status} ${page}`) && !has(String(page)))
      .map(([status, page]) => lacks(`errorPages.${status}`, String(page))),
    ...elements(args.tryFiles).flatMap((path, index) =>
      /^\/[^{}]*$/.test(path) && !has(path) ? [lacks(`tryFiles[${index}]`, path)] : [],
    ),
    ...elements(args.precompressed).flatMap((format, index) => {
      const ending = Reflect.get(ENDINGS, format);
      if (ending === undefined || paths.some((path) => path.endsWith(ending))) return [];
      return [
        problem(`precompressed[${index}]`, `must be a format of its files: none has ${ending}.`),
      ];
    }),
  ];
}

/** The strings of an array; the schema reports anything else. */
function elements(value: readonly string[] | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

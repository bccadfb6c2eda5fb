import { z } from "zod";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { directory } from "../caddy/deployment/directories";
import { type TlsMode, tlsMode } from "../caddy/tls/tls-mode";
import { hosts } from "../labels/values";
import { clientPathProblem } from "../schema/path-problems";
import { unknownKey } from "../schema/problems";
import { entryPoint } from "../schema/values";
import { type FileServing, fileServingShape } from "./options/file-serving";
import type { ServiceRoute } from "./options/route";
import type { RouteOptions } from "./options/route-options";

/** The options of routes that mean nothing without a service behind the proxy. */
export const SERVICE_ONLY = [
  "cache",
  "maxBodySize",
  "port",
  "requestHeaders",
  "timeouts",
] as const satisfies (keyof ServiceRoute)[];
type ServiceOnly = (typeof SERVICE_ONLY)[number];

/** A route for some of a site's requests: the first that matches takes the request. */
export interface SiteRoute extends Omit<ServiceRoute, ServiceOnly> {}

/** The routing options of a static site. A change updates the route. */
export interface SiteOptions extends Omit<RouteOptions, ServiceOnly> {
  /** Routes for some of its requests; the first that matches applies. Default: none. */
  routes?: SiteRoute[];
  /**
   * Whether the site takes only requests that match a route, so that services can take the others on the
   * same hosts. Default: false.
   */
  onlyRoutes?: boolean;
}

/**
 * The arguments of {@link StaticSite}. Its files come from one of `content`, `files` and `directory`.
 */
export interface StaticSiteArgs extends FileServing, SiteOptions {
  /** The entry point, whose server serves the files. Not in a Swarm. */
  entry: CaddyProxy;
  /** Domain names of the site. */
  hosts: string[];
  /** Where its certificates come from. Default: the entry point's `tls`. */
  tls?: TlsMode;
  /**
   * The files themselves, by path below the root: `{ "index.html": "<h1>Hello</h1>" }`. The state keeps
   * them in clear. At most 1 MB in all. A change updates the files.
   */
  content?: Record<string, string>;
  /**
   * A directory of the machine that runs Pulumi, such as `dist`, whose files `up` copies. Left out are
   * files and folders whose name starts with ".", but for `.well-known`; links may lead to files in the
   * directory. At most 10,000 files and 100 MB. A change of a file updates the files.
   */
  files?: string;
  /**
   * A directory of the Docker host, in one of the entry point's `directories`. Caddy sees changes of its
   * files at once, and serves no file whose name starts with ".", but for `.well-known`. The user that
   * Caddy runs as, 65532, needs the right to read it.
   */
  directory?: string;
}

const MOST_BYTES = 1_000_000;

const PATH =
  'must be the path of a file below the root, such as "docs/index.html", without "." and "..".';
const TEXT =
  "must be a string and no output: everybody can read a site, so nothing in it may be a secret.";
const CONTENT = 'must be an object of paths and texts, such as { "index.html": "<h1>Hello</h1>" }.';

/** A path whose parts are names. */
const BELOW = /^(?!(.*\/)?\.{0,2}(\/|$))[^\p{Cc}\\]+$/u;

const content = z
  .record(z.string().regex(BELOW), z.string({ error: TEXT }), {
    error: ({ code }) => (code === "invalid_key" ? PATH : CONTENT),
  })
  .superRefine((given, context) => {
    const report = (path: string[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    const paths = Object.keys(given);
    if (paths.length === 0) report([], "must have a file, got none.");
    for (const path of paths.filter((each) => paths.some((other) => other.startsWith(`${each}/`))))
      report([path], "must not be a file and a folder.");
    const bytes = Object.values(given).reduce((sum, each) => sum + Buffer.byteLength(each), 0);
    if (bytes <= MOST_BYTES) return;
    const [most, found] = [MOST_BYTES, bytes].map((each) => each.toLocaleString("en-US"));
    report([], `must have at most ${most} bytes in all, got ${found}. Put them into files.`);
  });

const files = z
  .string({ error: (issue) => clientPathProblem(String(issue.input)) })
  .superRefine((path, context) => {
    const message = clientPathProblem(path);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

const anything = z.unknown().optional();

/** The options that `serviceProblems` checks. */
const CHECKED_ELSEWHERE = {
  rateLimit: anything,
  basicAuth: anything,
  forwardAuth: anything,
  compression: anything,
  securityHeaders: anything,
  responseHeaders: anything,
  maintenance: anything,
  accessLog: anything,
  routes: anything,
  onlyRoutes: anything,
} satisfies Record<keyof SiteOptions, typeof anything>;

const shape = {
  entry: entryPoint,
  hosts,
  tls: tlsMode.optional(),
  content: content.optional(),
  files: files.optional(),
  directory: directory.optional(),
  ...fileServingShape,
};

const known = { ...shape, ...CHECKED_ELSEWHERE };

/** @internal Checks {@link StaticSiteArgs} but for its {@link SiteOptions}. */
export const staticSiteSchema = z
  .strictObject(known, {
    error: unknownKey("an argument of a StaticSite, behind which no container answers", known),
  })
  .superRefine((given, context) => {
    const sources = [given.content, given.files, given.directory];
    if (sources.filter((each) => each !== undefined).length === 1) return;
    context.addIssue({
      code: "custom",
      path: ["content"],
      message: "must be given, or files, or directory: one of the three, and not two of them.",
    });
  });

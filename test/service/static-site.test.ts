import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  DeployMode,
  PrecompressedFormat,
  ProxyNetwork,
  resolveDockerHost,
  StaticSite,
  type StaticSiteArgs,
} from "../../components";
import { givenContent } from "../../components/resources/site-files/content";
import { only, PASSWORD, ROUTE, record, SITE_FILES, useMocks } from "../support/record";

let folder: string;
beforeAll(() => {
  useMocks();
  folder = mkdtempSync(join(tmpdir(), "static-site-"));
  writeFileSync(join(folder, "index.html"), "hi");
});
afterAll(() => rmSync(folder, { recursive: true }));

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy", ...args });

type Args = Partial<StaticSiteArgs>;

const site = (args: Args, opts?: pulumi.ComponentResourceOptions) =>
  new StaticSite("docs", { entry: entryPoint(), hosts: ["docs.localhost"], ...args }, opts);

const declare = (args: Args) => record((opts) => site(args, opts));

const labelsOf = async (args: Args) => only((await declare(args)).declared, ROUTE).props.labels;

const CONTENT = { "index.html": "<h1>Hi</h1>", "404.html": "gone" };
const BASE = "/config/gatehouse-sites/docs";
const LIVE = {
  "caddy.@m525bd2b467c46ff3.file.root": BASE,
  "caddy.@m525bd2b467c46ff3.file.try_files": "/a /b",
};

/** The labels of options that hold for each route. */
const shared = (handle: string) => ({
  [`${handle}.encode`]: "",
  [`${handle}.header.?Content-Security-Policy`]: "\"frame-ancestors 'self'\"",
  [`${handle}.header.?Referrer-Policy`]: "strict-origin-when-cross-origin",
  [`${handle}.header.?Strict-Transport-Security`]: "max-age=31536000",
  [`${handle}.header.?X-Content-Type-Options`]: "nosniff",
  [`${handle}.header.?X-Frame-Options`]: "SAMEORIGIN",
});

describe("a static site", () => {
  test("declares its files on the proxy's volume, and a route that waits for them", async () => {
    const { declared, value } = await declare({ content: CONTENT });

    expect(only(declared, SITE_FILES)).toEqual({
      type: SITE_FILES,
      name: "docs-files",
      props: {
        docker: resolveDockerHost(),
        name: "gatehouse/test/docs",
        proxy: "caddy-id",
        folder: "docs",
        content: CONTENT,
        digest: givenContent(CONTENT).digest,
        files: 2,
        bytes: 15,
      },
      opts: { parent: "docs" },
    });
    expect(only(declared, ROUTE)).toMatchObject({
      name: "docs-route",
      props: {
        name: "gatehouse/test/sites/docs",
        proxy: "caddy-id",
        controller: "caddy-controller-id",
        files: {},
        releases: {},
        containers: [],
        probes: [{ url: "https://docs.localhost/", machine: "127.0.0.1" }],
      },
      opts: { parent: "docs", dependsOn: ["caddy-reload", "docs-files"] },
    });
    expect(value.urls).toEqual(["https://docs.localhost"]);
  });

  test("has the live one of two folders as its root", async () => {
    expect(await labelsOf({ content: CONTENT })).toEqual({
      ...LIVE,
      caddy: "docs.localhost",
      "caddy.handle.0_root": `* ${BASE}/none`,
      "caddy.handle.1_root": `@m525bd2b467c46ff3 ${BASE}{http.matchers.file.relative}-files`,
      "caddy.handle.file_server": "",
      "caddy.tls": "internal",
    });
  });

  test("keeps the contents of a directory out of the state", async () => {
    const { declared } = await declare({ files: folder });
    const { content, directory, digest } = only(declared, SITE_FILES).props;

    expect({ content, directory, digest }).toEqual({
      content: undefined,
      directory: folder,
      digest: givenContent({ "index.html": "hi" }).digest,
    });
  });

  test("serves a directory of the Docker host where it is, without names with a dot first", async () => {
    const entry = entryPoint({ directories: ["/srv/www"] });
    const { declared } = await declare({ entry, directory: "/srv/www/docs", browse: true });

    expect(declared.filter(({ type }) => type === SITE_FILES)).toEqual([]);
    expect(only(declared, ROUTE).props.labels).toEqual({
      caddy: "docs.localhost",
      "caddy.handle.file_server.browse": "",
      "caddy.handle.file_server.hide": ".[^w]* .w[^e]*",
      "caddy.handle.root": "* /srv/www/docs",
      "caddy.tls": "internal",
    });
  });

  test("has every option at its place", async () => {
    expect(
      await labelsOf({
        content: { ...CONTENT, "app.js": "", "app.js.br": "" },
        index: ["home.html"],
        tryFiles: ["{path}", "/index.html"],
        precompressed: [PrecompressedFormat.Brotli],
        cacheControl: { "/*": "no-cache", "/assets/*": "max-age=60" },
        errorPages: { "404": "/404.html" },
        hide: ["*.map"],
        compression: {},
        securityHeaders: {},
        routes: [{ path: "/old", redirect: { to: "/" } }],
      }),
    ).toEqual({
      ...LIVE,
      caddy: "docs.localhost",
      "caddy.0_handle": "/old",
      ...shared("caddy.0_handle"),
      "caddy.0_handle.route.redir": "* / 302",
      "caddy.1_handle.0_root": `* ${BASE}/none`,
      "caddy.1_handle.1_root": `@m525bd2b467c46ff3 ${BASE}{http.matchers.file.relative}-files`,
      ...shared("caddy.1_handle"),
      "caddy.1_handle.route.0_try_files": "{path} /index.html",
      "caddy.1_handle.route.1_header": "/assets/*",
      "caddy.1_handle.route.1_header.Cache-Control": "max-age=60",
      "caddy.1_handle.route.1_header.match.status": "2xx 304",
      "caddy.1_handle.route.2_header": "@m988bd9ec19027299",
      "caddy.1_handle.route.2_header.Cache-Control": "no-cache",
      "caddy.1_handle.route.2_header.match.status": "2xx 304",
      "caddy.1_handle.route.3_file_server.hide": "*.map",
      "caddy.1_handle.route.3_file_server.index": "home.html",
      "caddy.1_handle.route.3_file_server.precompressed": "br",
      "caddy.@m988bd9ec19027299.not": "path /assets/*",
      "caddy.@ma73da59462b51378.vars": `root ${BASE}/a-files ${BASE}/b-files`,
      "caddy.handle_errors": "404",
      "caddy.handle_errors.handle": "@ma73da59462b51378",
      "caddy.handle_errors.handle.file_server": "",
      "caddy.handle_errors.handle.rewrite": "* /404.html",
      "caddy.tls": "internal",
    });
  });

  test("has passwords of its own beside a service of its name", async () => {
    const { declared, value } = await declare({
      content: CONTENT,
      basicAuth: { users: ["ops"] },
    });

    expect(only(declared, PASSWORD).name).toBe("sites/docs-ops-0");
    expect(only(declared, ROUTE).props.files).toEqual({
      "sites%2Fdocs/users/ops-0": "sites/docs-ops-0-hash",
    });
    expect(await new Promise((done) => value.passwords.apply(done))).toEqual({
      ops: "sites/docs-ops-0-clear",
    });
  });

  test("shows its arguments in the preview without the contents", async () => {
    const { declared } = await declare({ content: CONTENT });

    expect(JSON.stringify(declared[0])).not.toContain("<h1>");
  });
});

/** The refusal of arguments, of another type if necessary. */
function refusal(args: object, given: Partial<CaddyProxyArgs> = {}): string {
  try {
    site({ entry: entryPoint(given), ...args });
  } catch (error) {
    return String((error as Error).message);
  }
  return "";
}

describe("a static site refuses", () => {
  test("all mistakes in one message", () => {
    const text = refusal({
      content: { "../a": "x", "b.html": pulumi.output("canary") },
      index: ["a/b"],
      tryFiles: ["=404", "index.html"],
      precompressed: ["rar"],
      cacheControl: { assets: "x" },
      errorPages: { "200": "/200.html", "404": "404.html" },
      hide: [""],
      cache: { ttl: "1m" },
      routes: [{ path: "/api/*", port: 80, timeouts: { dial: "1s" } }],
    });

    expect(text.split("\n  - ")).toEqual([
      'StaticSite "docs": 13 problems',
      'content["../a"] must be the path of a file below the root, such as "docs/index.html", without "." and "..".',
      'content["b.html"] must be a string and no output: everybody can read a site, so nothing in it may be a secret.',
      'index[0] must be the name of a file, such as "index.html", got "a/b".',
      'tryFiles[1] must start with "/", be a placeholder, or be a last status such as "=404", got "index.html".',
      'tryFiles must have a status only at its end, got ["=404","index.html"].',
      'precompressed[0] must be one of br, zstd, gzip, got "rar".',
      'cacheControl.assets must start with "/", such as "/assets/*", got "x".',
      'errorPages.200 must be a status from 400 to 599, such as { "404": "/404.html" }, got "/200.html".',
      'errorPages.404 must be the path of a file below the root, such as "/404.html", got "404.html".',
      'hide[0] must be a name or a path of files, such as "*.map", got "".',
      "cache is not an argument of a StaticSite, behind which no container answers. Known: accessLog, " +
        "basicAuth, browse, cacheControl, compression, content, directory, entry, errorPages, files, " +
        "forwardAuth, hide, hosts, index, maintenance, onlyRoutes, precompressed, rateLimit, " +
        "responseHeaders, routes, securityHeaders, tls, tryFiles.",
      ...["port", "timeouts"].map(
        (name) =>
          `routes[0].${name} must be left out: Caddy itself serves the files, and no container gets the request.`,
      ),
    ]);
    expect(text).not.toContain("canary");
  });

  test("no source, and two of them", () => {
    const rule =
      'StaticSite "docs": content must be given, or files, or directory: one of the three';

    expect(refusal({})).toContain(rule);
    expect(refusal({ content: CONTENT, files: folder })).toContain(rule);
  });

  test("files that options name and that it lacks", () => {
    expect(
      refusal({
        content: CONTENT,
        errorPages: { "403": "/403.html" },
        tryFiles: ["{path}", "{path}/", "/docs/", "/app.html"],
        precompressed: ["zstd"],
      }).split("\n  - "),
    ).toEqual([
      'StaticSite "docs": 4 problems',
      'errorPages.403 must be a file of the site, got "/403.html", which it lacks.',
      'tryFiles[2] must be a file of the site, got "/docs/", which it lacks.',
      'tryFiles[3] must be a file of the site, got "/app.html", which it lacks.',
      "precompressed[0] must be a format of its files: none has .zst.",
    ]);
  });

  test("a directory of the client that can't be read", () => {
    const gone = join(folder, "gone");

    expect(refusal({ files: gone })).toBe(
      `StaticSite "docs": files must be a directory of the machine that runs Pulumi, got "${gone}", which is not there.`,
    );
  });

  test("a directory of the Docker host that the entry point lacks, with the line to write", () => {
    const args = { directory: "/srv/www" };

    expect(refusal(args, { directories: ["/srv/app"] })).toBe(
      'StaticSite "docs": directory must be in a directory that the entry point can read, got "/srv/www". ' +
        'Write directories: ["/srv/app","/srv/www"] in CaddyProxy "caddy", which replaces the proxy once.',
    );
    expect(refusal({ directory: "/srv/app/../www" }, { directories: ["/srv/app"] })).toContain(
      'directory must be the absolute path of a directory on the Docker host, such as "/srv/app"',
    );
    expect(refusal(args, { directories: ["/srv/www"] })).toBe("");
  });

  test("a file that is a folder, and more content than a state should have", () => {
    expect(refusal({ content: { a: "x", "a/b": "x".repeat(1_000_000) } }).split("\n  - ")).toEqual([
      'StaticSite "docs": 2 problems',
      "content.a must not be a file and a folder.",
      "content must have at most 1,000,000 bytes in all, got 1,000,001. Put them into files.",
    ]);
  });

  test("a Swarm, and an entry point that does not see stopped containers", () => {
    const network = new ProxyNetwork("swarm", { mode: DeployMode.Swarm });
    const inSwarm = { network, address: "0.0.0.0" };

    expect(refusal({ content: CONTENT }, inSwarm)).toBe(
      'StaticSite "docs": entry must not be in a Swarm, whose servers on several nodes share no volume and ' +
        "no directory. Serve the files from a service of your own.",
    );
    expect(refusal({ content: CONTENT }, { settings: { scanStoppedContainers: false } })).toBe(
      'StaticSite "docs": entry must read the labels of stopped containers, which carry the site\'s. Leave ' +
        "out its settings.scanStoppedContainers.",
    );
  });
});

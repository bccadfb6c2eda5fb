import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFolder } from "../../components/docker/files/files";
import { dropSite, publishSite } from "../../components/docker/files/publish-site";
import { liveSite } from "../../components/docker/files/site-folder";
import { printed } from "../docs/blocks/in-engine";
import { mayBuildImages } from "./support/debian";
import { engine } from "./support/docker";
import { type Reply, untilServed, visit } from "./support/http";
import { phpImage } from "./support/php";
import { createProgram, type ProgramProject } from "./support/program";
import { expectPrinted } from "./support/walk";

/*
 * Sites whose files Caddy itself serves, from the program, a directory of this machine and the host's; and a
 * service that runs PHP, beside whose scripts Caddy serves the other files.
 */

/** Large enough that a client would see a file that is only half there. */
const FILLING = "x".repeat(300_000);
const page = (version: string) => `${version} ${FILLING} ${version}`;

const IMMUTABLE = "public, max-age=31536000, immutable";

let project: ProgramProject;
let proxy: string;
let php: string | undefined;

const place = (path: string) => join(project.dir, path);

/** Writes a file of the project, and its folder. */
function write(path: string, content: string | Buffer): void {
  mkdirSync(join(place(path), ".."), { recursive: true });
  writeFileSync(place(path), content);
}

/** The sites of the program; `hello` can be left out. */
function declare({ sites = true, hello = true } = {}): void {
  const { network, labelPrefix, httpPort, httpsPort } = project;
  const proxy = { image: { reference: project.images.caddy }, labelPrefix, httpPort, httpsPort };
  const args = {
    hello: {
      hosts: ["hello.localhost"],
      content: { "index.html": "<h1>Hello</h1>", "404.html": "nothing here", "docs/a.txt": "a" },
      errorPages: { "404": "/404.html" },
      cacheControl: { "/docs/*": IMMUTABLE, "/*": "no-cache" },
      routes: [
        { path: "/old/*", redirect: { to: "/docs/a.txt", status: 301 } },
        { path: "/files/*", stripPrefix: true, responseHeaders: { set: { "X-Below": "files" } } },
      ],
    },
    app: {
      hosts: ["app.localhost"],
      files: "dist",
      tryFiles: ["{path}", "/index.html"],
      precompressed: ["gzip"],
      cacheControl: { "/assets/*": IMMUTABLE, "/*": "no-cache" },
      securityHeaders: {},
    },
    shared: { hosts: ["shared.localhost"], directory: place("www/shared"), browse: true },
  };
  const shop = php !== undefined && {
    image: php,
    port: 9000,
    hosts: ["php.localhost"],
    confinement: { user: 65532 },
    volumes: [{ type: "bind", source: place("www/php"), target: "/var/www/html", readOnly: true }],
    php: { root: "/var/www/html", directory: place("www/php") },
  };
  const declared = sites ? (hello ? ["hello", "app", "shared"] : ["app", "shared"]) : [];
  project.program(
    `const { CaddyProxy, ProxiedService, ProxyNetwork, StaticSite } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
     const directories = [${JSON.stringify(place("www"))}];
     const entry = new CaddyProxy("caddy", { network, directories, ...${JSON.stringify(proxy)} });
     const args = ${JSON.stringify(args)};
     for (const name of ${JSON.stringify(declared)}) new StaticSite(name, { entry, ...args[name] });
     const shop = ${JSON.stringify(sites && shop)};
     if (shop) new ProxiedService("php", { entry, ...shop });
     return { proxy: entry.containerId };`,
  );
}

async function up(): Promise<string> {
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
  return output;
}

const ask = (site: string, path = "/", headers: Record<string, string> = {}): Promise<Reply> =>
  visit({ port: project.httpsPort, host: `${site}.localhost`, path, headers });

const proxyId = async () => (await project.ownPulumi(["stack", "output", "proxy"])).output.trim();

beforeAll(async () => {
  [project, php] = await Promise.all([
    createProgram(),
    mayBuildImages() ? phpImage() : Promise.resolve(undefined),
  ]);
  write("dist/index.html", page("v1"));
  write("dist/assets/app.js", "app()");
  write("dist/assets/app.js.gz", gzipSync("app()"));
  write("dist/.env", "SECRET=1");
  for (let number = 1; number <= 300; number++) write(`dist/pages/${number}.txt`, `page ${number}`);
  write("www/shared/list.txt", "listed");
  write("www/shared/.htpasswd", "hidden");
  write("www/php/index.php", '<?php echo "index ", $_SERVER["REQUEST_URI"], " ", __FILE__;');
  write("www/php/admin/index.php", '<?php echo "admin ", file_get_contents("php://input");');
  write("www/php/style.css", "body {}");
  write("www/php/.htaccess", "hidden");
  for (const folder of ["www", "www/shared", "www/php", "www/php/admin"])
    chmodSync(place(folder), 0o755);
  declare({ sites: false });
  await up();
  proxy = await proxyId();
  declare();
  await up();
  await untilServed({ port: project.httpsPort, host: "hello.localhost" });
});

afterAll(() => project.remove());

test("adding sites leaves the proxy's container as it is, and the next preview shows no change", async () => {
  const { code, output } = await project.previewNoChanges();

  expect(output).toMatch(/\d+ unchanged/);
  expect(code).toBe(0);
  expect(await proxyId()).toBe(proxy);
});

describe("a site of the program's own content", () => {
  test("answers with its files, with the Cache-Control of the longest path", async () => {
    const [index, text] = [await ask("hello"), await ask("hello", "/docs/a.txt")];

    expect([index.status, index.body]).toEqual([200, "<h1>Hello</h1>"]);
    expect(index.headers["cache-control"]).toBe("no-cache");
    expect([text.status, text.body]).toEqual([200, "a"]);
    expect(text.headers["cache-control"]).toBe(IMMUTABLE);
  });

  test("answers with its error page and no Cache-Control, and lists no folder", async () => {
    for (const path of ["/nope", "/docs/nope", "/docs/"]) {
      const { status, body, headers } = await ask("hello", path);

      expect([path, status, body]).toEqual([path, 404, "nothing here"]);
      expect(headers).not.toHaveProperty("cache-control");
    }
  });

  test("redirects, and serves a folder's files at another path, where its routes say so", async () => {
    const [old, below] = [await ask("hello", "/old/x"), await ask("hello", "/files/docs/a.txt")];

    expect([old.status, old.headers.location]).toEqual([301, "/docs/a.txt"]);
    expect([below.body, below.headers["x-below"]]).toEqual(["a", "files"]);
    expect(below.headers["cache-control"]).toBe(IMMUTABLE);
  });
});

describe("a site of a directory of the client", () => {
  test("falls back to the file of tryFiles, with that file's Cache-Control", async () => {
    const { status, body, headers } = await ask("app", "/assets/gone.js");

    expect([status, body]).toEqual([200, page("v1")]);
    expect(headers["cache-control"]).toBe("no-cache");
    expect(headers["x-frame-options"]).toBe("SAMEORIGIN");
  });

  test("answers with the compressed file to clients that take it", async () => {
    const plain = await ask("app", "/assets/app.js");
    const { headers } = await ask("app", "/assets/app.js", { "Accept-Encoding": "gzip" });

    expect([plain.body, plain.headers["content-encoding"]]).toEqual(["app()", undefined]);
    expect(headers["content-encoding"]).toBe("gzip");
    expect(headers["cache-control"]).toBe(IMMUTABLE);
  });

  test("leaves files out whose name starts with a dot", async () => {
    expect((await ask("app", "/.env")).body).toBe(page("v1"));
  });
});

describe("a site of a directory of the Docker host", () => {
  test("answers with its files as they are now, and lists it", async () => {
    write("www/shared/new.txt", "new");

    expect((await ask("shared", "/new.txt")).body).toBe("new");
    const list = await ask("shared");
    expect(list.status).toBe(200);
    expect(list.body).toContain("list.txt");
  });

  test("hides files whose name starts with a dot", async () => {
    expect((await ask("shared", "/.htpasswd")).status).toBe(404);
    expect((await ask("shared")).body).not.toContain("htpasswd");
  });
});

describe.runIf(mayBuildImages())("a service that runs PHP", () => {
  test("gets paths without a file by index.php, and scripts by their own path", async () => {
    const [root, page] = [await ask("php"), await ask("php", "/a/page?x=1")];
    const { port, host } = { port: project.httpsPort, host: "php.localhost" };
    const sent = await visit({ port, host, path: "/admin/", method: "POST", body: "sent" });

    expect([root.status, root.body]).toEqual([200, "index / /var/www/html/index.php"]);
    expect(page.body).toBe("index /a/page?x=1 /var/www/html/index.php");
    expect(sent.body).toBe("admin sent");
    expect((await ask("php", "/admin")).status).toBe(308);
  });

  test("leaves its other files to Caddy, which hides names with a dot first", async () => {
    const { body, headers } = await ask("php", "/style.css");

    expect(body).toBe("body {}");
    expect(headers["content-type"]).toMatch(/^text\/css/);
    expect(headers).not.toHaveProperty("x-powered-by");
    expect((await ask("php", "/.htaccess")).body).not.toBe("hidden");
  });
});

describe("a change of files", () => {
  test("is named in the preview, and reaches each request as a whole", async () => {
    write("dist/index.html", page("v2"));
    write("dist/assets/more.js", "more()");
    rmSync(place("dist/pages/300.txt"));
    const before = await ask("app", "/assets/app.js");
    const preview = await project.ownPulumi(["preview", "--diff"]);
    const seen = { old: 0, new: 0, other: [] as string[] };
    let stopped = false;
    const loop = async () => {
      while (!stopped) {
        const answer = await ask("app").catch((error: Error) => ({
          status: 0,
          body: String(error),
        }));
        if (answer.status === 200 && answer.body === page("v1")) seen.old += 1;
        else if (answer.status === 200 && answer.body === page("v2")) seen.new += 1;
        else seen.other.push(`${answer.status} ${answer.body.slice(0, 80)}`);
      }
    };
    const loops = Array.from({ length: 4 }, loop);
    const output = await up();
    stopped = true;
    await Promise.all(loops);

    expectPrinted(printed("  + change   : ")[0], preview.output);
    expect(seen.other).toEqual([]);
    expect(seen.old).toBeGreaterThan(0);
    expect(seen.new).toBeGreaterThan(0);
    expect(output).toMatch(/~ 1 updated/);
    expect(await proxyId()).toBe(proxy);
    const after = await ask("app", "/assets/app.js");
    expect(after.headers.etag).toBe(before.headers.etag);
  });

  test("leaves one copy of the files on the volume", async () => {
    const files = await listed("gatehouse-sites/app");

    expect(files.filter((path) => path.endsWith("/index.html"))).toHaveLength(1);
  });
});

test("an update that ends while it copies leaves the old files live", async () => {
  const before = await liveSite(engine, proxy, "app");
  const file = { path: "index.html", digest: "half", bytes: 8_000_000 };
  const content = {
    digest: "half",
    files: [file, { ...file, path: "never.html" }],
    read: (path: string) => {
      if (path === "never.html") throw new Error("killed");
      return Buffer.from("half");
    },
  };

  await expect(publishSite(engine, proxy, "app", content, before)).rejects.toThrow("killed");

  expect(await liveSite(engine, proxy, "app")).toEqual(before);
  expect((await ask("app")).body).toBe(page("v2"));
  expect((await project.previewNoChanges()).code).toBe(0);
});

test("up repairs files that are gone, and removes those of a site that the program dropped", async () => {
  await dropSite(engine, proxy, "app");
  expect((await ask("app")).status).toBe(404);
  const preview = await project.ownPulumi(["preview", "--diff"]);
  declare({ hello: false });
  await up();

  expect(preview.output).toContain("the proxy's volume has none of its files");
  expect((await ask("app")).body).toBe(page("v2"));
  expect(await liveSite(engine, proxy, "hello")).toBeUndefined();
  expect(await listed("gatehouse-sites")).not.toContainEqual(expect.stringContaining("hello/"));
  expect((await project.previewNoChanges()).code).toBe(0);
});

/** The paths in a folder of the proxy's volume. */
async function listed(folder: string): Promise<string[]> {
  return [...(await readFolder(engine, proxy, `/config/${folder}`)).keys()];
}

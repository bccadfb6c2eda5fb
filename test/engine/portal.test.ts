import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, openPage, startChromium, type WatchedPage } from "./support/chromium";
import { docker } from "./support/docker";
import { untilServed, type Visit, visit } from "./support/http";
import { portOf } from "./support/ports";
import { createProgram, type ProgramProject } from "./support/program";
import { repository } from "./support/project";

/*
 * The portal's page in Chromium, in front of services that are killed and started again. One stack; the tests
 * depend on their order. With SCREENSHOTS=1 they write the pictures of docs/images/.
 */

const SCREENSHOTS = process.env.SCREENSHOTS === "1";

/** The names of the image in the pictures. */
const SHOP = "registry.example.com/shop:1.4.2";
const API = "registry.example.com/api:3.2.0";

/** A name that breaks a page which does not escape it. */
const ODD = '<img src=x onerror="alert(1)">';

let project: ProgramProject;
let browser: Browser;
let backend: Server;
/** The last request that the server of this process got. */
let asked: IncomingMessage | undefined;

function declare(more: readonly string[] = []): void {
  const odd = SCREENSHOTS ? [] : [ODD];
  const { network, labelPrefix, httpPort, httpsPort, apiPort, images } = project;
  const proxy = { image: { reference: images.caddy }, labelPrefix, httpPort, httpsPort };
  const image = images.whoami;
  const named = (name: string) => (SCREENSHOTS ? name : image);
  const services = {
    shop: {
      ...{
        image: named(SHOP),
        port: 80,
        replicas: 2,
        hosts: ["shop.localhost", "www.shop.localhost"],
      },
      health: { path: "/health" },
      compression: {},
      routes: [
        { path: "/admin/*", basicAuth: { users: ["ops"] } },
        {
          hosts: ["www.shop.localhost"],
          redirect: { to: `https://shop.localhost:${httpsPort}{uri}` },
        },
      ],
    },
    api: { image: named(API), port: 80, hosts: ["api.localhost"], health: { path: "/health" } },
  };
  project.program(
    `const { CaddyProxy, Portal, ProxiedService, ProxiedUpstream, ProxyNetwork } = gatehouse;
     const { StaticSite, Toxiproxy, Whoami } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     const through = new Toxiproxy("toxiproxy", {
       entry, image: ${JSON.stringify(images.toxiproxy)}, apiPort: ${apiPort},
     });
     const { shop, api } = ${JSON.stringify(services)};
     const toxics = [{ latency: { latency: "120ms", jitter: "40ms" } }];
     const declared = {
       shop: new ProxiedService("shop", { entry, ...shop }),
       api: new ProxiedService("api", { entry, ...api, faults: { through, toxics } }),
       whoami: new Whoami("whoami", {
         entry, hosts: ["whoami.localhost"], image: ${JSON.stringify(image)},
       }).service,
     };
     new ProxiedUpstream("dev", {
       entry, hosts: ["dev.localhost"],
       to: [{ url: "http://host.docker.internal:${portOf(backend)}" }],
     });
     new StaticSite("docs", {
       entry, hosts: ["docs.localhost"], content: { "index.html": "<h1>Docs</h1>" },
     });
     for (const [index, name] of ${JSON.stringify([...odd, ...more])}.entries()) new StaticSite(name, {
       entry, hosts: ["more" + index + ".localhost"], content: { "index.html": "more" },
       routes: [{ path: "/<script>alert(2)</script>", respond: { status: 204 } }],
     });
     const { urls } = new Portal("portal", { entry, hosts: ["portal.localhost"] });
     const names = Object.entries(declared).map(([name, each]) => [name, each.containerNames]);
     return { urls, ...Object.fromEntries(names) };`,
  );
}

async function up(): Promise<void> {
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
}

const url = () => `https://portal.localhost:${project.httpsPort}/`;

const ask = (path: string, options: Partial<Visit> = {}) =>
  visit({ port: project.httpsPort, host: "portal.localhost", path, ...options });

/** The names of a service's containers. */
async function containersOf(service: string): Promise<string[]> {
  const { output } = await project.ownPulumi(["stack", "output", service, "--json"]);
  return JSON.parse(output);
}

/** Opens the page, and waits until it has the health of all services. */
async function open(options: Parameters<typeof openPage>[2] = {}): Promise<WatchedPage> {
  const watched = await openPage(browser, url(), options);
  await watched.page
    .getByRole("status")
    .filter({ hasText: /are up$/ })
    .waitFor();
  return watched;
}

/** Waits until the page shows a state of a service. */
const untilShown = ({ page }: WatchedPage, service: string, state: string) =>
  page.locator(`#${service} .state`, { hasText: new RegExp(`^${state}$`) }).waitFor();

/** Writes the pictures of the page while a service is down. */
async function takePictures(): Promise<void> {
  const whoami = await containersOf("whoami");
  await docker("kill", ...whoami);
  const shot = async (name: string, options: Parameters<typeof open>[0]) => {
    const { page } = await open(options);
    // The stack has a number in its name and other ports, so that tests can run beside it.
    await page.locator("h1, h3 a").evaluateAll((all) => {
      for (const each of all)
        each.textContent = each.textContent?.replace(/(gatehouse)-\w+|:\d+$/, "$1") ?? "";
    });
    await page.screenshot({ path: join(repository, `docs/images/portal-${name}.png`) });
  };
  await shot("light", { colorScheme: "light", viewport: { width: 1200, height: 800 } });
  await shot("dark", { colorScheme: "dark", viewport: { width: 1200, height: 800 } });
  await shot("phone", { colorScheme: "light", viewport: { width: 360, height: 740 } });
  await docker("start", ...whoami);
}

beforeAll(async () => {
  backend = createServer((request, response) => {
    if (request.headers.host?.startsWith("dev.localhost")) asked = request;
    response.writeHead(200, { "X-Secret": "of the service", "Set-Cookie": "a=b" }).end("a body");
  });
  await new Promise<void>((done) => backend.listen(0, done));
  project = await createProgram();
  browser = await startChromium(project.httpsPort);
  for (const name of SCREENSHOTS ? [SHOP, API] : [])
    await docker("tag", project.images.whoami ?? "", name);
  declare();
  await up();
  await untilServed({ port: project.httpsPort, host: "portal.localhost" });
});

afterAll(async () => {
  await browser.close();
  backend.close();
  await project.remove();
  if (SCREENSHOTS) await docker("rmi", SHOP, API);
});

test("a second preview shows no change", async () => {
  const { code, output } = await project.previewNoChanges();

  expect(output).toMatch(/\d+ unchanged/);
  expect(code).toBe(0);
});

describe("the page", () => {
  test("shows hosts, routes, releases, faults and health", async () => {
    const { page, complaints, requests } = await open();
    const text = (await page.locator("main").innerText()).replaceAll("\t", " ");
    const article = (name: string) =>
      page.locator("article", { has: page.getByRole("heading", { name }) });

    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(
      `gatehouse-${project.id}/dev`,
    );
    expect(await page.getByRole("status").innerText()).toBe("All 4 are up");
    expect(await article(`shop.localhost:${project.httpsPort}`).first().innerText()).toContain(
      "/admin/*",
    );
    expect(text).toContain("redirect");
    expect(text).toContain("latency 120ms, jitter 40ms");
    expect(text).toContain("Certificate: Caddy's own CA");
    expect(await page.locator("#shop").innerText()).toMatch(/service in 2 containers/);
    expect(await page.locator("#shop time").getAttribute("datetime")).toMatch(/^20\d\d-\d\d-\d\dT/);
    expect(await page.locator("#docs .state").count()).toBe(0);
    expect(new Set(requests.map((each) => new URL(each).origin))).toEqual(
      new Set([url().slice(0, -1)]),
    );
    expect(complaints).toEqual([]);
  });

  test("links each host and each service, in the order of the page", async () => {
    const { page } = await open();
    const links = await page
      .locator("a")
      .evaluateAll((all) => all.map((each) => each.getAttribute("href")));
    const focused: (string | null)[] = [];
    for (const _ of links) {
      await page.keyboard.press("Tab");
      focused.push(await page.locator(":focus").getAttribute("href"));
    }

    expect(focused).toEqual(links);
    expect(links.slice(0, 2)).toEqual([`https://api.localhost:${project.httpsPort}`, "#api"]);
  });

  test.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
    ["dark", 360],
  ] as const)("has no finding of axe in %s at %i pixels", async (colorScheme, width) => {
    const { page } = await open({ colorScheme, viewport: { width, height: 900 } });

    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });

  test("is small, and soon usable", async () => {
    const { page } = await open();
    const files = ["/", "/portal.css", "/portal.js", "/icon.svg", "/releases.json"];
    const bodies = await Promise.all(files.map(async (file) => (await ask(file)).body));
    const sizes = bodies.map((body) => [Buffer.byteLength(body), gzipSync(body).length] as const);
    const [raw, compressed] = [0, 1].map((kind) =>
      sizes.reduce((sum, each) => sum + (each[kind] ?? 0), 0),
    );
    const [entry] = await page.evaluate<{ domInteractive: number; loadEventEnd: number }[]>(
      "performance.getEntriesByType('navigation').map((each) => each.toJSON())",
    );
    console.log({
      raw,
      compressed,
      interactive: entry?.domInteractive,
      loaded: entry?.loadEventEnd,
    });

    expect(raw).toBeLessThan(20_000);
    expect(entry?.domInteractive).toBeLessThan(1_000);
  });

  test("allows no script but its own, and sends the other security headers", async () => {
    const { page, complaints } = await open();
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))",
    );

    expect(await page.evaluate("window.ran")).toBeUndefined();
    expect(complaints).toEqual([expect.stringContaining("Content Security Policy")]);
    expect((await ask("/")).headers).toMatchObject({
      "cache-control": "no-cache",
      "content-security-policy": expect.stringMatching(/^default-src 'none'; /),
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  });

  if (SCREENSHOTS) test("has its pictures in docs/images", takePictures);
});

describe("the health of a service", () => {
  test("changes on the page when it fails, is killed and starts again, without a reload", async () => {
    const watched = await open();
    const [whoami, api, shop] = await Promise.all(["whoami", "api", "shop"].map(containersOf));
    const [first = "", second = ""] = shop ?? [];
    const shown = (...states: string[]) =>
      Promise.all(
        ["whoami", "api", "shop"].map((name, at) => untilShown(watched, name, states[at] ?? "")),
      );

    // Before the kill of whoami, whose labels go with it: the proxy then reloads, and may drop a connection.
    await ask("/health", { host: "api.localhost", method: "POST", body: "503" });
    await docker("kill", ...(whoami ?? []), first);
    await shown("no answer", "answers 503", "up");
    await watched.page.getByRole("status").filter({ hasText: "2 of 4 are up" }).waitFor();
    await docker("kill", second);
    await docker("start", ...(whoami ?? []));
    await docker("restart", ...(api ?? []));
    await shown("up", "up", "no answer");
    await docker("start", first, second);
    // As when the person comes back to the page.
    await watched.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await shown("up", "up", "up");

    expect(watched.complaints).toEqual([]);
  });

  test("passes nothing of the client on, and nothing of the service but its status", async () => {
    const headers = {
      Cookie: "session=1",
      Authorization: "Basic eDp5",
      "X-Own": "1",
      "Content-Length": "0",
    };
    const reply = await ask("/health/dev?a=b", { headers });

    expect(reply).toMatchObject({ status: 200, body: "200" });
    expect(reply.headers).toMatchObject({ "cache-control": "no-store" });
    expect(reply.headers).not.toHaveProperty("x-secret");
    expect(reply.headers).not.toHaveProperty("set-cookie");
    expect(asked).toMatchObject({ method: "GET", url: "/" });
    expect(Object.keys(asked?.headers ?? {})).not.toContain("x-own");
    expect(Object.keys(asked?.headers ?? {})).not.toContain("cookie");
    expect(Object.keys(asked?.headers ?? {})).not.toContain("authorization");
    expect(asked?.headers.host).toBe("dev.localhost");
  });

  test("is asked for by GET only, and of known services only", async () => {
    asked = undefined;
    const replies = await Promise.all([
      ask("/health/dev", { method: "POST" }),
      ask("/health/dev", { method: "DELETE" }),
      ask("/health/nothing"),
    ]);

    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(asked).toBeUndefined();
  });
});

test("a name is only text on the page, whatever is in it", async () => {
  const { page, complaints } = await open();
  const odd = SCREENSHOTS ? 0 : 1;

  expect(await page.locator("#services ~ article h3", { hasText: ODD }).count()).toBe(odd);
  expect(await page.locator("code", { hasText: "/<script>alert(2)</script>" }).count()).toBe(odd);
  expect(await page.locator("img, main script").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("a service that is added shows in the preview as lines of the page", async () => {
  declare(["more"]);
  const { output } = await project.ownPulumi(["preview", "--diff"]);

  expect(output).toMatch(/\+ <h3><a href="https:\/\/more\d\.localhost/);
});

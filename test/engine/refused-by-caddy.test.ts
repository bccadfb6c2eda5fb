import { afterAll, beforeAll, expect, test } from "vitest";
import { inventory } from "./support/docker";
import { visit } from "./support/http";
import { startLoad } from "./support/load";
import { createProgram, type ProgramProject } from "./support/program";
import { serviceImage } from "./support/service";

/*
 * What passes the checks of the library, and what only Caddy refuses when it loads it: files that are not
 * there. `up` fails with Caddy's words, and the proxy goes on serving what it has. The attempts run while
 * clients send requests; ROUNDS repeats them.
 */

const ROUNDS = Number(process.env.ROUNDS ?? 1);
const HOST = "shop.localhost";

/** What only the place of the proxy shows. */
const SITES = {
  "a log": `labels.directive("log", [], [
     labels.directive("output", ["file", "/proc/none/access.log"])])`,
  "a certificate": `labels.directive("tls", ["/none.pem", "/none.key"])`,
  "an authority": `labels.handle("/x", labels.directive("reverse_proxy", ["https://127.0.0.1"],
     [labels.directive("transport", ["http"], [
       labels.directive("tls_trust_pool", ["file", "/none.pem"])])]))`,
  "a certificate of clients, which the plugin reads": `labels.directive("tls", [], [
     labels.directive("client_auth", [], [
       labels.directive("trusted_leaf_cert_file", ["/none.pem"])])])`,
  "an authority of clients": `labels.directive("tls", [], [
     labels.directive("client_auth", [], [
       labels.directive("trust_pool", ["file", "/none.pem"])])])`,
};

/** What the plugin refuses itself, and drops the site for, and what only its server refuses. */
const DROPPED = [SITES["a certificate of clients, which the plugin reads"], SITES["a log"]];

/** Global options of the entry point. */
const OPTIONS = {
  "the default log": `labels.directive("log", ["default"], [
     labels.directive("output", ["file", "/proc/none/caddy.log"])])`,
  "a root certificate": `labels.directive("pki", [], [labels.directive("ca", ["local"], [
     labels.directive("root", [], [
       labels.directive("cert", ["/none.pem"]), labels.directive("key", ["/none.key"])])])])`,
};

const REFUSES = "the proxy refuses the configuration. It said:";
const REFUSES_ROUTE =
  "Caddy refuses the labels of this route, and the proxy keeps those that it has.";
const CADDYS_WORDS = /^ {6,}\S.*\/(proc\/none|none\.pem).*: no such file or directory/m;

let project: ProgramProject;
let image: string;
let before: string[];

function declare({ site = "", option = "", processCaddyfile = false } = {}) {
  const { network, labelPrefix, httpPort, httpsPort, images } = project;
  const own = { labelPrefix, httpPort, httpsPort, settings: { processCaddyfile } };
  const proxy = { image: { reference: images.caddy }, ...own };
  const upstream = "labels.reverseProxy(labels.upstreams(8080))";
  const sites = site && `sites: [labels.site("${HOST}", ${upstream}, ${site})]`;
  project.program(
    `const { CaddyProxy, labels, ProxiedService, ProxyNetwork } = gatehouse;
     const entry = new CaddyProxy("caddy", {
       network: new ProxyNetwork("net", { networkName: "${network}" }),
       routing: { global: [${option}] }, ...${JSON.stringify(proxy)},
     });
     new ProxiedService("shop", { entry, image: "${image}", port: 8080, ${sites || `hosts: ["${HOST}"]`} });`,
  );
}

beforeAll(async () => {
  project = await createProgram();
  image = (await serviceImage()).v1;
  await fails({ option: OPTIONS["a root certificate"] }, "caddy-reload", REFUSES);
  await fails({ site: SITES["a certificate"] }, "shop-route", REFUSES);
  declare();
  expect((await project.up()).output).not.toContain("error:");
  before = await things();
});

afterAll(() => project.remove());

/** What is on the Docker host, without the part of a route-holder's name that each one has another of. */
async function things(): Promise<string[]> {
  return (await inventory([project.id])).map((thing) => thing.replace(/-route-\w+$/, "-route"));
}

const shop = () => ({ port: project.httpsPort, host: HOST });

test("costs nobody a request, and leaves nothing", async () => {
  const load = startLoad(shop());
  for (let round = 0; round < ROUNDS; round++) {
    for (const site of Object.values(SITES)) await refusesRoute({ site });
    for (const option of Object.values(OPTIONS)) {
      declare({ option });
      const preview = await project.ownPulumi(["preview"]);
      const { code, output } = await project.up();

      expect(code).not.toBe(0);
      for (const told of [preview.output, output]) {
        expect(told).toContain("Caddy refuses the entry point's own configuration.");
        expect(told).toMatch(/\/(proc\/none|none\.pem).*: no such file or directory/);
      }
    }
  }
  const { requests, failed } = await load.stop();
  console.log(`${7 * ROUNDS} attempts, ${requests} requests, ${failed.length} lost`);
  const after = await things();
  declare();

  expect(failed).toEqual([]);
  expect(after).toEqual(before);
  expect((await project.up()).code).toBe(0);
  expect((await project.previewNoChanges()).code).toBe(0);
  expect((await visit(shop())).status).toBe(200);
});

test("costs nobody a request where the plugin drops a site that Caddy refuses", async () => {
  const processed = { processCaddyfile: true };
  declare(processed);
  expect((await project.up()).code).toBe(0);
  const load = startLoad(shop());
  for (let round = 0; round < ROUNDS; round++) {
    for (const site of DROPPED) await refusesRoute({ ...processed, site });
  }
  const { requests, failed } = await load.stop();
  console.log(`${DROPPED.length * ROUNDS} attempts, ${requests} requests, ${failed.length} lost`);

  expect(failed).toEqual([]);
});

/** Fails to deploy a site of the shop's, with Caddy's words. */
async function refusesRoute(declared: Parameters<typeof declare>[0]): Promise<void> {
  await fails(declared, "shop-route", REFUSES_ROUTE);
}

/** Fails to deploy at a resource, with these words and Caddy's, unescaped. */
async function fails(
  declared: Parameters<typeof declare>[0],
  resource: string,
  words: string,
): Promise<void> {
  declare(declared);
  const { code, output } = await project.up();

  expect(code).not.toBe(0);
  expect(output).toContain(`(${resource}):`);
  expect(output).toContain(words);
  expect(output).toMatch(CADDYS_WORDS);
  expect(output).not.toMatch(/\\"|\\u00/);
}

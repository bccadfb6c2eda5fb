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

/** Sites beside the shop's own. */
const SITES = {
  "a log": `labels.respond("x"), labels.directive("log", [], [
     labels.directive("output", ["file", "/proc/none/access.log"])])`,
  "a certificate": `labels.respond("x"), labels.directive("tls", ["/none.pem", "/none.key"])`,
  "an authority": `labels.directive("reverse_proxy", ["https://127.0.0.1"], [labels.directive(
     "transport", ["http"], [labels.directive("tls_trust_pool", ["file", "/none.pem"])])])`,
};

/** Global options of the entry point. */
const OPTIONS = {
  "the default log": `labels.directive("log", ["default"], [
     labels.directive("output", ["file", "/proc/none/caddy.log"])])`,
  "a root certificate": `labels.directive("pki", [], [labels.directive("ca", ["local"], [
     labels.directive("root", [], [
       labels.directive("cert", ["/none.pem"]), labels.directive("key", ["/none.key"])])])])`,
};

let project: ProgramProject;
let image: string;
let before: string[];

function declare({ site = "", option = "" } = {}) {
  const { network, labelPrefix, httpPort, httpsPort, images } = project;
  const proxy = { image: { reference: images.caddy }, labelPrefix, httpPort, httpsPort };
  const sites = site && `sites: [labels.site("other.localhost", ${site})]`;
  project.program(
    `const { CaddyProxy, labels, ProxiedService, ProxyNetwork } = gatehouse;
     const entry = new CaddyProxy("caddy", {
       network: new ProxyNetwork("net", { networkName: "${network}" }),
       routing: { global: [${option}] }, ...${JSON.stringify(proxy)},
     });
     new ProxiedService("shop", { entry, image: "${image}", port: 8080, hosts: ["${HOST}"], ${sites} });`,
  );
}

beforeAll(async () => {
  project = await createProgram();
  image = (await serviceImage()).v1;
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
    for (const site of Object.values(SITES)) {
      declare({ site });
      const { code, output } = await project.up();

      expect(code).not.toBe(0);
      expect(output).toContain("(shop-route):");
      expect(output).toContain("the proxy refuses the configuration. It said:");
      expect(output).toMatch(/ {2}error: .*loading new config: .*\/(proc\/none|none\.pem)/);
      expect(output).not.toMatch(/\\"|\\u00/);
    }
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
  console.log(`${5 * ROUNDS} attempts, ${requests} requests, ${failed.length} lost`);
  const after = await things();
  declare();

  expect(failed).toEqual([]);
  expect(after).toEqual(before);
  expect((await project.up()).code).toBe(0);
  expect((await project.previewNoChanges()).code).toBe(0);
  expect((await visit(shop())).status).toBe(200);
});

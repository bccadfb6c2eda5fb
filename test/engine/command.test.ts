import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packedOnce, servedAt } from "./support/deployed";
import { inventory, removeAll } from "./support/docker";
import type { Example } from "./support/example";
import { freePorts } from "./support/ports";
import type { Outcome } from "./support/project";

/*
 * Runs the package's command in a program of one's own that has the packed tarball, with the pulumi on PATH.
 * The tests share one stack and depend on their order: the last one removes it.
 */
const packed = packedOnce();
let example: Example;

const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
import { CaddyProxy, ProxyNetwork, ToxicPath, Toxiproxy, Whoami } from "gatehouse";

const config = new pulumi.Config();
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const entry = new CaddyProxy("caddy", { network, ...config.requireObject<object>("entry") });
const { upstream } = new Whoami("whoami", { entry, image: config.get("image"), hosts: ["whoami.localhost"] }).service;
const through = new Toxiproxy("toxiproxy", { entry, ...config.requireObject<object>("toxiproxy") });
new ToxicPath("toxic", { through, upstream, hosts: ["toxic.localhost"] });
`;

const EXPERIMENT = `name: short
description: Answers come late for a second.
steadyState: { for: 1s }
duration: 2s
after: 2s
faults: [{ at: 200ms, for: 1s, toxic: { latency: { latency: 300ms } } }]
objectives: { duringFaults: { successRate: 99% } }
`;

beforeAll(async () => {
  example = await packed.workplace.install("whoami");
  const [apiPort] = await freePorts();
  const { images } = example;
  const toxiproxy = { image: images.toxiproxy, apiPort };
  example.configure({ image: images.whoami, toxiproxy });
  writeFileSync(join(example.dir, "index.ts"), PROGRAM);
  writeFileSync(join(example.dir, "short.yaml"), EXPERIMENT);
});
afterAll(() => removeAll(example.id));

const gatehouse = (...args: string[]): Promise<Outcome> =>
  example.node("node_modules/gatehouse/exports/gatehouse.js", ...args);

/** The document of a run with --json; standard error comes after it. */
async function document(...args: string[]) {
  const { code, output } = await gatehouse(...args, "--json");
  expect({ code, output }).toMatchObject({ code: 0 });
  return JSON.parse(output.slice(0, output.indexOf("\n}\n") + 2));
}

const url = (name: string) => `https://${name}.localhost:${example.httpsPort}`;

test("gatehouse up creates the stack, deploys it and prints its URLs", async () => {
  const { code, output } = await gatehouse("up", "--yes");

  expect({ code, output }).toMatchObject({ code: 0 });
  expect(output).toContain(`\nURLs:\n  ${url("toxic")}\n  ${url("whoami")}\n`);
  expect((await servedAt(example, "whoami.localhost")).body).toContain("Host: whoami.localhost");
});

test("gatehouse preview shows no change", async () => {
  const { changeSummary } = await document("preview", "--expect-no-changes");

  expect(Object.keys(changeSummary)).toEqual(["same"]);
});

test("gatehouse open prints a service's URL, and names the services for an unknown one", async () => {
  expect(await document("open", "toxic")).toEqual({
    stack: "dev",
    service: "toxic",
    url: url("toxic"),
  });
  expect(await gatehouse("open", "toxik")).toEqual({
    code: 2,
    output:
      'gatehouse: stack "dev" has no service "toxik" with a URL. Did you mean toxic?\nThose with a URL: toxic, whoami.\n',
  });
});

test("gatehouse experiment disturbs the service, and writes its report", async () => {
  const report = await document("experiment", "short.yaml", "--out", "report");

  expect(report).toMatchObject({ name: "short", result: "met", proxy: "toxic" });
  expect(report.faults[0].p50).toBeGreaterThanOrEqual(300);
  expect(readFileSync(join(example.dir, report.file), "utf8")).toContain(
    "**All objectives are met.**",
  );
});

test("gatehouse backup and restore keep the certificate", async () => {
  const before = await servedAt(example, "whoami.localhost");
  const { files } = await document("backup", "--file", "dev.tar");
  const restored = await document("restore", "--file", "dev.tar");

  expect(restored).toMatchObject({ files });
  const after = await servedAt(example, "whoami.localhost");
  expect(after.fingerprint).toBe(before.fingerprint);
});

test("gatehouse down removes everything", async () => {
  const { code, output } = await gatehouse("down");

  expect({ code, output }).toMatchObject({ code: 0 });
  expect(output).toContain('Stack "dev" has nothing deployed.');
  expect(await inventory([example.id])).toEqual([]);
});

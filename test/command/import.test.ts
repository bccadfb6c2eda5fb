import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMPOSE_KEYS } from "../../components/command/compose/keys";
import { CARRIERS } from "../../components/command/import/carriers";
import { remarkLine } from "../../components/command/import/remark";
import { blocksOf } from "../docs/code";
import { Oracle } from "../labels/oracle";
import { folder, gatehouse } from "./console";
import { compare, importText } from "./imported";
import { LABELS } from "./label-sets";

const { dir, write } = folder();
const SHOP = readFileSync(join(__dirname, "compose/shop/compose.yaml"), "utf8");

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

/** A compose file of a proxy and of services with these labels. */
function composeOf(services: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const escaped = (text: string) => text.replaceAll("$", "$$$$");
  const labelled = Object.entries(services).map(([name, labels]) => [
    name,
    {
      image: "registry.example.com/app:1",
      labels: Object.fromEntries(Object.entries(labels).map(([key, text]) => [key, escaped(text)])),
    },
  ]);
  const proxy = { image: "registry.example.com/caddy-docker-proxy:2", ports: ["80:80", "443:443"] };
  return JSON.stringify({ name: "p", services: { proxy, ...Object.fromEntries(labelled) } });
}

describe("the program of labels", () => {
  test.each(LABELS)("routes as the labels do: $title", async ({ services, contains = "" }) => {
    const imported = await importText(composeOf(services));
    const { reported, before, after, error } = await compare(imported, oracle);

    expect(imported.labels.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    expect(imported.text).toContain(contains);
    expect({ reported, error }).toEqual({ reported: [], error: undefined });
    expect(isDeepStrictEqual(before, after) ? "same" : { before, after }).toBe("same");
  });

  test("has a shop's routes", async () => {
    const imported = await importText(SHOP);
    const { reported, before, after } = await compare(imported, oracle);

    expect(reported).toEqual([]);
    expect(after).toEqual(before);
  });
});

describe("gatehouse import", () => {
  test("has a carrier for each key of compose that has an argument", () => {
    const elsewhere = ["label_file", "labels", "networks"];
    const keys = COMPOSE_KEYS.flatMap(([key, place]) => ("argument" in place ? [key] : []));

    expect(keys.filter((key) => CARRIERS[key] === undefined)).toEqual(elsewhere);
    expect(Object.keys(CARRIERS).filter((key) => !keys.includes(key))).toEqual([]);
  });

  test("leaves out what Caddy would refuse, with its place, in the report and in the program", async () => {
    const labels = {
      caddy: "a.example.com",
      "caddy.reverse_proxy": "{{upstreams 80}}",
      "caddy.hedaer": "x",
    };
    const { text, remarks } = await importText(composeOf({ web: labels }));

    expect(remarks.map(remarkLine).filter((line) => line.includes("hedaer"))).toEqual([
      expect.stringMatching(
        /^<stdin>:1:\d+: not carried over: web caddy\.hedaer: site "a\.example\.com": must not have "hedaer"/,
      ),
    ]);
    expect(text).toContain("// Not carried over from <stdin>:1, caddy.hedaer: site");
    expect(text).toContain('new Service("web", {');
  });

  test("reads paths of Windows, and keeps them", async () => {
    const volumes = ["C:\\\\data:/data:ro", "C:/logs:/logs"].map((each) => `"${each}"`).join(", ");
    const { text } = await importText(`services: { a: { image: a, volumes: [${volumes}] } }\n`);

    expect(text).toContain(
      'type: "bind", source: "C:\\\\data", target: "/data", readOnly: true },\n' +
        '    { type: "bind", source: "C:/logs", target: "/logs" },',
    );
  });

  test("lists keys that the Compose specification does not have", async () => {
    const { remarks } = await importText("services: { a: { image: a, netwroks: [b] } }\n");

    expect(remarks.map(remarkLine).join("")).toContain(
      "<stdin>:1:28: not carried over: a netwroks: the Compose specification has no such key. Did you mean networks?\n",
    );
  });

  test("leaves out what a module is needed for where the proxy has the usual image, else asks for it", async () => {
    const labels = {
      caddy: "a.example.com",
      "caddy.tls.dns": "cloudflare x",
      "caddy.respond": "a",
    };
    const own = composeOf({ web: labels });
    const usual = own.replace("registry.example.com/caddy", "lucaslorentz/caddy");
    const lines = async (text: string) =>
      (await importText(text)).remarks
        .map(remarkLine)
        .join("")
        .replaceAll(/^.*?: (?=note|not)/gm, "");

    expect(await lines(own)).toContain(
      "the proxy's image must have dns.providers.cloudflare: compare",
    );
    expect(await lines(usual)).toContain(
      'not carried over: web caddy.tls.dns: site "a.example.com": tls.dns needs the module ' +
        "dns.providers.cloudflare, which the proxy's image lacks.",
    );
  });

  test("writes a whole program into a folder, once", async () => {
    const file = write(
      "in/compose.yaml",
      composeOf({ web: { caddy: "a.localhost", "caddy.reverse_proxy": "{{upstreams}}" } }),
    );
    const out = join(dir, "my program");
    const first = await gatehouse(["import", file, "--out", out]);
    const second = await gatehouse(["import", file, "--out", out]);
    const forced = await gatehouse(["import", file, "--out", out, "--force"]);

    expect(first.code).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      ".gitignore",
      "Pulumi.yaml",
      "index.ts",
      "main.cjs",
      "package.json",
      "tsconfig.json",
    ]);
    expect(readFileSync(join(out, "Pulumi.yaml"), "utf8")).toContain("name: my-program\n");
    expect(readFileSync(join(out, "main.cjs"), "utf8")).toBe(
      readFileSync("examples/whoami/main.cjs", "utf8"),
    );
    expect(JSON.parse(readFileSync(join(out, "tsconfig.json"), "utf8"))).toEqual(
      JSON.parse(readFileSync("examples/whoami/tsconfig.json", "utf8")),
    );
    expect(second).toMatchObject({
      code: 2,
      err: expect.stringContaining("index.ts exists already. Give another folder, or --force"),
    });
    expect([forced.code, forced.out]).toEqual([0, expect.stringMatching(/: index\.ts\n$/)]);
  });

  test("checks without Docker that the program routes as the labels do", async () => {
    const file = write(
      "check/compose.yaml",
      composeOf({ web: { caddy: "a.localhost", "caddy.reverse_proxy": "{{upstreams}}" } }),
    );
    const { code, out } = await gatehouse(["import", file, "--check"]);

    expect([code, out]).toEqual([0, "same: 1 service with labels.\n"]);
  });

  test("prints one JSON document with the program, or with what the check found", async () => {
    const web = { caddy: "a.localhost", "caddy.reverse_proxy": "{{upstreams}}" };
    const file = write("json/compose.yaml", composeOf({ web }));
    const [plain, json, checked] = await Promise.all(
      [[], ["--json"], ["--check", "--json"]].map((more) => gatehouse(["import", file, ...more])),
    );

    expect(JSON.parse(json?.out ?? "")).toMatchObject({ program: plain?.out, configuration: [] });
    expect([checked?.code, checked?.err]).toEqual([0, ""]);
    expect(JSON.parse(checked?.out ?? "")).toMatchObject({ services: 1, left: 0, different: [] });
  });

  test("writes what docs/moving-over.md prints", async () => {
    const document = readFileSync("docs/moving-over.md", "utf8");
    const [compose = ""] = blocksOf(document)("yaml");
    const folder = join(dir, "shop");
    const file = write("shop/compose.yaml", compose);
    const wrong = write("shop/wrong.yaml", compose.replace("caddy_0.encode", "caddy_0.enocde"));
    write("shop/.env", "DB_PASSWORD=x\n");
    const { out, err } = await gatehouse(["import", file]);
    const linted = await gatehouse(["lint", wrong]);
    const short = (text: string) => text.replaceAll(`${folder}/`, "");

    expect(blocksOf(document)("ts")).toEqual([short(out)]);
    expect(document).toContain(short(err));
    expect(document).toContain(short(linted.out));
  });
});

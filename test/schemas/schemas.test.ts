import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Ajv from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseExperiment } from "../../components/experiments/read";
import { settingsSchema } from "../../program/settings";
import { blocksOf } from "../docs/code";
import { schemas } from "./generate";

/* `npx vitest run --project unit test/schemas -u` writes docs/schemas/. */

const root = resolve(__dirname, "../..");
const read = (...file: string[]) => readFileSync(join(root, ...file), "utf8");
const generated = schemas();

test.each(["stack", "experiment"] as const)("docs/schemas/%s.json is current", async (name) => {
  const text = `${JSON.stringify(generated[name], null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(join(root, `docs/schemas/${name}.json`));
});

test("every setting has a description", () => {
  const bare = (json: object, path: string): string[] =>
    Object.entries(Reflect.get(json, "properties") ?? {}).flatMap(([name, part]) => {
      const { description, items = {} } = Object(part);
      const own = description === undefined && name !== "config" ? [`${path}.${name}`] : [];
      return [...own, ...bare(Object(part), `${path}.${name}`), ...bare(items, `${path}.${name}`)];
    });

  expect([...bare(generated.stack, "stack"), ...bare(generated.experiment, "experiment")]).toEqual(
    [],
  );
});

// Editors know further keywords, which hold their messages.
const ajv = new Ajv({ strict: false, allErrors: true });
const check = {
  stack: ajv.compile(generated.stack),
  experiment: ajv.compile(generated.experiment),
};

/** What a schema refuses in a value: the places, without the alternatives that contain them. */
function refusedBy(name: "stack" | "experiment", value: unknown): string[] {
  check[name](value);
  return (check[name].errors ?? []).map(({ instancePath, keyword, params, message }) => {
    const key = keyword === "additionalProperties" ? `/${params.additionalProperty}` : "";
    return `${instancePath}${key}: ${message}`;
  });
}

/** A stack's file, of which a document prints the keys of `config` at least. */
function stackFile(text: string): unknown {
  const value = parse(text);
  return value?.config === undefined ? { config: value } : value;
}

const documents = ["README.md", ...readdirSync(join(root, "docs")).map((file) => `docs/${file}`)]
  .filter((file) => file.endsWith(".md"))
  .flatMap((file) =>
    blocksOf(read(file))("yaml").map((text, index) => ({ name: `${file}, block ${index}`, text })),
  );

describe("the schema of a stack's file", () => {
  const stacks = readdirSync(root).filter((file) => /^Pulumi\..+\.yaml$/.test(file));
  const printed = documents.filter(({ text }) => /^\s*gatehouse:/m.test(text));

  test.each(stacks)("accepts %s, which names the schema", (file) => {
    expect(refusedBy("stack", parse(read(file)))).toEqual([]);
    expect(read(file)).toMatch(/^# yaml-language-server: \$schema=docs\/schemas\/stack\.json$/m);
  });

  test.each(printed)("accepts what a document prints: $name", ({ text }) => {
    expect(refusedBy("stack", stackFile(text))).toEqual([]);
  });

  test("accepts encrypted secrets, other packages' settings and Pulumi's own keys", () => {
    const acme = {
      email: "ops@example.com",
      dns: { provider: "cloudflare", token: { secure: "v1:x:y" } },
    };
    expect(
      refusedBy("stack", {
        encryptionsalt: "v1:x:y",
        config: { "gatehouse:acme": acme, "docker:host": "ssh://a", "gatehouse:protect": "true" },
      }),
    ).toEqual([]);
    expect(refusedBy("stack", { config: { "gatehouse:registry": { secure: "v1:x" } } })).toEqual(
      [],
    );
  });

  test.each<[setting: string, value: unknown, refusal: string]>([
    ["netwrok", "proxy_net", "/config/gatehouse:netwrok"],
    ["network", "-", "/config/gatehouse:network"],
    ["mode", "kubernetes", "/config/gatehouse:mode"],
    ["protect", "maybe", "/config/gatehouse:protect"],
    ["proxy", { httpPort: 70_000 }, "/config/gatehouse:proxy/httpPort"],
    ["proxy", { htpPort: 80 }, "/config/gatehouse:proxy/htpPort"],
    ["proxy", { caddy: { pollingInterval: "2" } }, "/config/gatehouse:proxy/caddy/pollingInterval"],
    ["proxy", { limits: { memory: 1 } }, "/config/gatehouse:proxy/limits/memory"],
    ["tls", "letsencrypt", "/config/gatehouse:tls"],
    ["acme", { email: "ops" }, "/config/gatehouse:acme/email"],
    ["acme", { email: "a@b.example", dns: {} }, "/config/gatehouse:acme/dns"],
    ["whoami", {}, "/config/gatehouse:whoami"],
    ["whoami", { hosts: [] }, "/config/gatehouse:whoami/hosts"],
    ["toxiproxy", { toxics: [{ latency: "1s" }] }, "/config/gatehouse:toxiproxy/toxics/0/latency"],
    ["toxiproxy", { toxics: [{}] }, "/config/gatehouse:toxiproxy/toxics/0"],
    ["toxiproxy", { toxics: [{ loss: 1 }] }, "/config/gatehouse:toxiproxy/toxics/0/loss"],
    ["registry", { mirror: "x" }, "/config/gatehouse:registry/mirror"],
  ])("refuses gatehouse:%s: %j, as the program does", (setting, value, refusal) => {
    expect(settingsSchema.safeParse({ [setting]: value }).success).toBe(false);
    expect(
      refusedBy("stack", { config: { [`gatehouse:${setting}`]: value } }).map(
        (text) => text.split(": ")[0],
      ),
    ).toContain(refusal);
  });

  test("requires the account that tls: acme needs", () => {
    expect(refusedBy("stack", { config: { "gatehouse:tls": "acme" } })).toContain(
      "/config: must have required property 'gatehouse:acme'",
    );
  });
});

describe("the schema of an experiment", () => {
  const ready = readdirSync(join(root, "experiments")).filter((file) => file.endsWith(".yaml"));
  const printed = documents.filter(({ text }) => /^objectives:/m.test(text));

  test.each(ready)("accepts experiments/%s, which names the schema", (file) => {
    const text = read("experiments", file);
    expect(refusedBy("experiment", parse(text))).toEqual([]);
    expect(text).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/docs\/schemas\/experiment\.json$/m,
    );
  });

  test.each(printed)("accepts what a document prints: $name", ({ text }) => {
    expect(refusedBy("experiment", parse(text))).toEqual([]);
  });

  const valid = parse(read("experiments/dead-service.yaml"));

  test.each<[change: object, refusal: string]>([
    [{ name: "Dead service" }, "/name"],
    [{ duration: 15 }, "/duration"],
    [{ duration: "15" }, "/duration"],
    [{ objectives: undefined }, ""],
    [{ faults: [] }, "/faults"],
    [{ faults: undefined }, ""],
    [{ faults: [{ at: "1s", for: "1s" }] }, "/faults/0"],
    [{ faults: [{ at: "1s", for: "1s", down: true, toxic: { resetPeer: {} } }] }, "/faults/0"],
    [
      { faults: [{ at: "1s", for: "1s", toxic: { name: "x", resetPeer: {} } }] },
      "/faults/0/toxic/name",
    ],
    [
      { faults: [{ at: "1s", for: "1s", toxic: { bandwidth: { rate: "5" } } }] },
      "/faults/0/toxic/bandwidth/rate",
    ],
    [{ load: { rps: 20 } }, "/load/rps"],
    [{ objectives: { overall: { successRate: 99 } } }, "/objectives/overall/successRate"],
  ])("refuses %j, as the command does", (change, refusal) => {
    const wrong = JSON.parse(JSON.stringify({ ...valid, ...change }));
    expect(() => parseExperiment(JSON.stringify(wrong), "wrong.json")).toThrow();
    expect(refusedBy("experiment", wrong).map((text) => text.split(": ")[0])).toContain(refusal);
  });
});

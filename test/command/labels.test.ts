import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { linkPackages } from "../../components/command/import/check";
import { folder, gatehouse } from "./console";

const { dir, write } = folder();
const labels = JSON.stringify(resolve("exports/labels.js"));

const SITES = `
import { header, redir, site, upstreams } from ${labels};

export const shop = site("shop.localhost")
  .reverseProxy(upstreams(8080))
  .with(header({ set: { "X-Price": "$5", "X-Quote": "it's" } }));
export const www = [site("www.shop.localhost").redir("https://shop.localhost{uri}", "permanent")];
export const edge = { snippets: [{ name: "hello", directives: [{ name: "respond", args: ["hello"], block: [] }] }] };
export const other = 1;
`;

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { CaddyProxy, LabelsOn, ProxiedService, ProxyNetwork } from "gatehouse";

const config = new pulumi.Config();
const entry = new CaddyProxy("caddy", { network: new ProxyNetwork("net") });
new ProxiedService("web", {
  ...{ entry, image: "web:1", port: 80, hosts: [config.require("host")] },
  ...{ labelsOn: LabelsOn.Container, environment: { TOKEN: config.requireSecret("token") } },
});
`;

describe("gatehouse labels", () => {
  test("prints the labels of each site that a typed module exports, for a compose file", async () => {
    const { code, out } = await gatehouse(["labels", write("sites.ts", SITES)]);

    expect(code).toBe(0);
    expect(out).toBe(`services:
  shop:
    labels:
      caddy: shop.localhost
      caddy.header.X-Price: $$5
      caddy.header.X-Quote: it's
      caddy.reverse_proxy: "{{upstreams 8080}}"
  www:
    labels:
      caddy: www.shop.localhost
      caddy.redir: https://shop.localhost{uri} permanent
  edge:
    labels:
      caddy: (hello)
      caddy.respond: hello
`);
    expect(await gatehouse(["lint", "-"], out)).toMatchObject({ code: 0, out: "" });
  });

  test("prints them for docker run and for an env file, with another prefix", async () => {
    const file = write("two.ts", SITES.replace(/export const (www|edge).*\n/g, ""));
    const run = await gatehouse(["labels", file, "--format", "docker-run", "--prefix", "edge"]);
    const env = await gatehouse(["labels", file, "--format", "env"]);

    expect(run.out).toBe(`# shop
--label 'edge=shop.localhost' \\
--label 'edge.header.X-Price=$5' \\
--label 'edge.header.X-Quote=it'\\''s' \\
--label 'edge.reverse_proxy={{upstreams 8080}}'
`);
    expect(env.out).toBe(
      "# shop\ncaddy=shop.localhost\ncaddy.header.X-Price=$5\ncaddy.header.X-Quote=it's\n" +
        "caddy.reverse_proxy={{upstreams 8080}}\n",
    );
  });

  test("prints them as JSON, and not in two forms", async () => {
    const file = write("json.ts", SITES.replace(/export const (www|edge).*\n/g, ""));
    const { out } = await gatehouse(["labels", file, "--json"]);
    const both = await gatehouse(["labels", file, "--json", "--format", "env"]);

    expect(JSON.parse(out)).toEqual({
      shop: {
        caddy: "shop.localhost",
        "caddy.header.X-Price": "$5",
        "caddy.header.X-Quote": "it's",
        "caddy.reverse_proxy": "{{upstreams 8080}}",
      },
    });
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining("cannot be used with") });
  });

  test("prints what lint accepts, and what means the same, in each form", async () => {
    const file = write("round.ts", SITES.replace(/export const (www|edge).*\n/g, ""));
    const [compose, run, env] = await Promise.all(
      ["compose", "docker-run", "env"].map((format) =>
        gatehouse(["labels", file, "--format", format]),
      ),
    );
    const script = `docker run --name shop \\\n${run?.out.replace(/^#.*\n/, "").trimEnd()} \\\nshop:1\n`;
    const labels = write("round.env", env?.out ?? "");
    const fromFile = `docker run --name shop --label-file ${labels} shop:1\n`;
    const inCompose = "services: { shop: { image: shop:1, label_file: round.env } }\n";
    const plain = write("plain/compose.yaml", inCompose);
    write("plain/round.env", (env?.out ?? "").replaceAll("$5", "5"));
    const program = async (text: string) => {
      const imported = await gatehouse(["import", "-", "--from", "docker-run"], text);
      return imported.out;
    };

    expect(await gatehouse(["lint", "-"], compose?.out)).toMatchObject({ code: 0, out: "" });
    for (const text of [script, fromFile]) {
      expect(await gatehouse(["lint", "-", "--from", "docker-run"], text)).toMatchObject({
        code: 0,
      });
    }
    expect(await gatehouse(["lint", plain])).toMatchObject({ code: 0, out: "" });
    expect(await program(fromFile)).toBe(await program(script));
    expect(await program(script)).toContain(
      'header({ set: { "X-Price": "$5", "X-Quote": "it\'s" } }),',
    );
    expect(env?.err).toBe(
      "gatehouse: note: shop caddy.header.X-Price: is for docker run --label-file: compose reads such a line otherwise.\n",
    );
  });

  test("prints those of a program, which runs without Docker, with the configuration of a stack", async () => {
    write("program/Pulumi.yaml", "name: program\nruntime: nodejs\n");
    write(
      "program/Pulumi.prod.yaml",
      "config:\n  program:host: web.localhost\n  program:token: { secure: x }\n",
    );
    linkPackages(join(dir, "program"));
    const file = write("program/index.ts", PROGRAM);
    const { code, out, err } = await gatehouse(["labels", file, "--stack", "prod"]);
    const { services } = parse(out);

    expect([code, err]).toEqual([0, ""]);
    expect(Object.keys(services)).toEqual(["caddy", "web"]);
    expect(services.web.labels).toMatchObject({
      caddy: "web.localhost",
      "caddy.reverse_proxy": "{{upstreams 80}}",
      "caddy.tls": "internal",
    });
  });

  test("reports what the builders refuse, and a module without sites", async () => {
    const wrong = write(
      "wrong.ts",
      `import { site, respond } from ${labels};\nexport const a = site("a.localhost:0", respond("a"));\n`,
    );
    const none = write("none.cjs", "module.exports = { a: 1 };\n");

    expect(await gatehouse(["labels", wrong])).toEqual({
      code: 2,
      out: "",
      err: `gatehouse: ${wrong}: site "a.localhost:0": address "a.localhost:0" has the port 0; write one from 1 to 65535.\n`,
    });
    expect(await gatehouse(["labels", none])).toMatchObject({ code: 1, out: "services: {}\n" });
    expect(await gatehouse(["labels", "missing.ts"])).toMatchObject({ code: 2 });
    expect(await gatehouse(["labels", dir])).toMatchObject({
      code: 2,
      err: `gatehouse: ${dir}: must be a module: a file .ts, .js, .cjs or .mjs.\n`,
    });
  });

  test("reports a mistake in TypeScript with its place, and a program that ends early", async () => {
    const mistake = write("mistake.ts", `import { site from ${labels};\n`);
    const exits = write("exits.cjs", "process.exit(3);\n");

    expect(await gatehouse(["labels", mistake])).toEqual({
      code: 2,
      out: "",
      err: `gatehouse: ${mistake}:1:15: ',' expected.\n`,
    });
    expect(await gatehouse(["labels", exits])).toMatchObject({
      code: 2,
      err: `gatehouse: ${exits}: it ended with exit code 3.\n`,
    });
  });
});

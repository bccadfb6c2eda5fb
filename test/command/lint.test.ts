import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { reportOf } from "../../components/command/lint/report";
import { folder, gatehouse } from "./console";
import { HAZARDS } from "./hazards";

const { dir, write } = folder();

/** The report of a compose file, without the path of the folder. */
async function lint(text: string, ...more: string[]) {
  const { code, out, err } = await gatehouse(["lint", "-", ...more], text);
  return { code, lines: (out + err).replaceAll("<stdin>", "f").trim().split("\n") };
}

const service = (labels: Record<string, string>) =>
  ["services:", "  web:", "    image: web:1", "    labels:"]
    .concat(Object.entries(labels).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`))
    .join("\n");

/** Variables of compose, written `<NAME>` here. */
const braced = (text: string) => text.replaceAll("<", "${").replaceAll(">", "}");

describe("gatehouse lint", () => {
  test("has nothing against labels that are right", async () => {
    const right = { caddy: "a.localhost", "caddy.reverse_proxy": "{{upstreams 80}}" };

    expect(await gatehouse(["lint", "-"], service(right))).toEqual({ code: 0, out: "", err: "" });
  });

  test.each(HAZARDS)("finds $title", async ({ labels, line, message }) => {
    const { code, lines } = await lint(service(labels));

    expect({ code, lines }).toEqual({ code: 1, lines: [`f:${line}:7: error: web ${message}`] });
  });

  test("finds what two services dispute", async () => {
    const labels = "    labels: { caddy: a.localhost, caddy.respond: hi }";
    const { code, lines } = await lint(`services:\n  a:\n${labels}\n  b:\n${labels}\n`);

    expect([code, lines]).toEqual([
      1,
      [
        'f:3:15: error: a caddy: containers "a" and "b": site "a.localhost" has every request claimed by ' +
          "both services. Give them different matchers, or declare them replicas of one service.",
      ],
    ]);
  });

  test("reads lists, anchors, merge keys, a service's own labels in a Swarm, and Windows' line ends", async () => {
    const text = [
      "x-common: &common",
      "  caddy.encode: gzipp",
      "services:",
      "  map: { labels: { <<: *common, caddy: a.localhost, caddy.respond: a } }",
      "  list:",
      "    labels:",
      "      - caddy=b.localhost",
      "      - caddy.respnd=b",
      "  swarm: { deploy: { labels: { caddy: c.localhost, caddy.respnd: c } } }",
    ].join("\r\n");

    expect((await lint(text)).lines.map((line) => line.slice(0, line.indexOf(": site")))).toEqual([
      "f:2:3: warning: map caddy.encode",
      "f:8:9: error: list caddy.respnd",
      "f:9:52: error: swarm caddy.respnd",
    ]);
  });

  test("replaces variables as compose does, from .env and with defaults", async () => {
    write("env/.env", "HOST=from-env.localhost\nEMPTY=\n");
    const labels = {
      caddy: "$HOST",
      "caddy.respond": braced("<EMPTY:-$HOST> <EMPTY-none> <HOST:+set> $$5"),
    };
    const file = write("env/compose.yaml", service(labels).replaceAll('"', ""));
    const { out } = await gatehouse(["lint", file]);

    expect(out).toContain("from-env.localhost");
    expect(out).toContain("respond must have at most 2 arguments");
  });

  test("warns of a variable that is not set, and refuses one that is required", async () => {
    const warned = await lint(service({ caddy: "a.localhost", "caddy.respond": "x$NONE" }));
    const required = await lint(service({ caddy: braced("<DOMAIN:?a domain>") }));

    expect(warned).toEqual({
      code: 0,
      lines: [
        "f:6:22: warning: the variable NONE is not set, and compose puts nothing in its place. " +
          "Set it in .env or by --env-file.",
      ],
    });
    expect(required).toEqual({
      code: 2,
      lines: [
        "gatehouse: f:5:14: the variable DOMAIN is required: a domain. " +
          "Set it in the environment or in .env beside the file.",
      ],
    });
  });

  test("warns of what only the proxy's image and base Caddyfile can tell, until they are described", async () => {
    const labels = {
      caddy: "a.localhost",
      "caddy.import": "common",
      "caddy.sablier": "x",
      "caddy.tls.dns": "cloudflare x",
      "caddy.respond": "a",
    };
    const described = ["--module", "dns.providers.cloudflare", "--directive", "sablier"];
    const unknown = await lint(service(labels));
    const known = await lint(service(labels), ...described, "--snippet", "common");

    expect(unknown.code).toBe(0);
    expect(unknown.lines.map((line) => line.split(": site")[0])).toEqual([
      "f:6:7: warning: web caddy.import",
      "f:7:7: warning: web caddy.sablier",
      "f:8:7: warning: web caddy.tls.dns",
    ]);
    expect(known).toEqual({ code: 0, lines: [""] });
  });

  test("reads a folder with its override, and files that it extends and includes", async () => {
    write(
      "whole/compose.yaml",
      "include: [more/other.yaml]\nservices:\n  a:\n    extends: { file: base.yaml, service: base }\n",
    );
    write("whole/compose.override.yaml", "services: { a: { labels: [caddy.respond=a] } }\n");
    write(
      "whole/base.yaml",
      "services: { base: { labels: { caddy: a.localhost, caddy.headr: x } } }\n",
    );
    write("whole/more/other.yaml", "services: { b: { labels: { caddy: b.localhost } } }\n");
    const { code, out } = await gatehouse(["lint", join(dir, "whole")]);

    expect(code).toBe(1);
    expect(
      out.split("\n").map((line) => line.split(": site")[0]?.replace(`${join(dir, "whole")}/`, "")),
    ).toEqual(["base.yaml:1:51: error: a caddy.headr", "more/other.yaml:1:28: error: b caddy", ""]);
  });

  test("takes another prefix", async () => {
    const labels = { edge_0: "a.localhost", "edge_0.respnd": "a", caddy: "b.localhost" };

    expect((await lint(service(labels), "--prefix", "edge")).lines).toEqual([
      'f:6:7: error: web edge_0.respnd: site "a.localhost": must not have "respnd", which Caddy doesn\'t know ' +
        "here. Did you mean respond?",
    ]);
  });

  test("writes JSON, and SARIF with a slash on Windows, too", async () => {
    const text = service({ caddy: "a.localhost", "caddy.respnd": "a" });
    const json = JSON.parse((await gatehouse(["lint", "-", "--format", "json"], text)).out);
    const sarif = JSON.parse((await gatehouse(["lint", "-", "--format", "sarif"], text)).out);
    const [{ results }] = sarif.runs;

    expect(JSON.parse((await gatehouse(["lint", "-", "--json"], text)).out)).toEqual(json);
    expect(json).toEqual([
      {
        ...{ file: "<stdin>", line: 6, column: 7, severity: "error", service: "web" },
        label: "caddy.respnd",
        message:
          'site "a.localhost": must not have "respnd", which Caddy doesn\'t know here. Did you mean respond?',
      },
    ]);
    expect([
      sarif.version,
      results[0].level,
      results[0].locations[0].physicalLocation.region,
    ]).toEqual(["2.1.0", "error", { startLine: 6, startColumn: 7 }]);
  });

  test("names absolute paths of Windows as URIs", () => {
    const place = { file: "C:\\my app\\compose.yaml", line: 1, column: 1 };
    const { runs } = JSON.parse(reportOf([{ severity: "error", place, message: "a" }], "sarif"));

    expect(runs[0].results[0].locations[0].physicalLocation.artifactLocation).toEqual({
      uri: "file:///C:/my%20app/compose.yaml",
    });
  });

  test("checks several files, each by itself", async () => {
    const wrong = service({ caddy: "a.localhost", "caddy.respnd": "a" });
    const files = ["one.yaml", "two.yaml"].map((name) => write(`several/${name}`, wrong));
    const { code, out } = await gatehouse(["lint", ...files]);

    expect(code).toBe(1);
    expect(out.split("\n").map((line) => line.slice(0, line.indexOf(": error")))).toEqual([
      `${files[0]}:6:7`,
      `${files[1]}:6:7`,
      "",
    ]);
  });

  test("checks lines with docker run, and the labels of a file", async () => {
    write("files/labels.env", "# A typing error\ncaddy=a.localhost\ncaddy.respnd=a\n");
    const file = write("files/compose.yaml", "services: { a: { label_file: labels.env } }\n");
    const script = "docker run -l caddy=b.localhost -l caddy.respnd=b --name b b:1\n";
    const run = await gatehouse(["lint", "-", "--from", "docker-run"], script);
    const labels = await gatehouse(["lint", file]);

    expect([run.code, run.out]).toEqual([
      1,
      expect.stringMatching(/^<stdin>:1:1: error: b caddy\.respnd: site "b\.localhost": must not/),
    ]);
    expect([labels.code, labels.out]).toEqual([
      1,
      expect.stringMatching(/files.labels\.env:3:1: error: a caddy\.respnd: site "a\.localhost"/),
    ]);
  });

  test.each([
    [["lint", "none.yaml"], "gatehouse: none.yaml: there is no such file or folder.\n"],
    [["lint", "-", "--format", "xml"], "Allowed choices are text, json, sarif."],
    [
      ["lint", "Caddyfile"],
      "gatehouse: Caddyfile: a Caddyfile has no labels: caddy validate checks it.\n",
    ],
    [["lnt"], "error: unknown command 'lnt'\n(Did you mean lint?)"],
  ])("exits with 2 for %j", async (args, message) => {
    const { code, out, err } = await gatehouse(args);

    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });

  test("names the place of YAML that can't be read", async () => {
    expect(await lint("services:\n  - a: [\n")).toMatchObject({
      code: 2,
      lines: [expect.stringMatching(/^gatehouse: f:3:1: flow sequence/)],
    });
  });

  test("reports what compose would refuse, with its place", async () => {
    const text =
      "version: 3.8\nservices:\n  a: { volumes: 3, deploy: { replicas: '<N:-2>', foo: 1 } }\n  b: 5\n";
    const { code, lines } = await lint(braced(text));
    const misspelt = await lint("services: { a: { imgae: a } }\n");
    const array = await lint("services: [a]\n");
    const together = await lint(
      "services: { a: { imgae: x, ports: [[]], healthcheck: { test: 5, foo: 1 } } }\n",
    );
    const alias = await lint("services: *x\n");

    expect([code, lines]).toEqual([
      1,
      [
        "f:1:1: error: version must be string.",
        "f:3:8: error: services.a.volumes must be array.",
        "f:3:51: warning: services.a.deploy.foo: the Compose specification has no such key.",
        "f:4:3: error: services.b must be object.",
      ],
    ]);
    expect(misspelt.lines).toEqual([
      "f:1:18: warning: services.a.imgae: the Compose specification has no such key. Did you mean image?",
    ]);
    expect(together.lines).toEqual([
      "f:1:18: warning: services.a.imgae: the Compose specification has no such key. Did you mean image?",
      "f:1:36: error: services.a.ports.0 must be number or string or object.",
      "f:1:56: error: services.a.healthcheck.test must be string or array.",
      "f:1:65: warning: services.a.healthcheck.foo: the Compose specification has no such key.",
    ]);
    expect([array.code, array.lines]).toEqual([
      2,
      ["gatehouse: f:1:11: services must be an object of services by their names."],
    ]);
    expect([alias.code, alias.lines]).toEqual([2, ['gatehouse: f:1:11: there is no anchor "x".']]);
  });

  test("has help with an example and the exit codes", async () => {
    const { code, out } = await gatehouse(["lint", "--help"]);

    expect(code).toBe(0);
    expect(out).toMatch(
      /\$ gatehouse lint compose\.yaml[\s\S]*Exit codes: 0 no error; 1 errors; 2/,
    );
  });
});

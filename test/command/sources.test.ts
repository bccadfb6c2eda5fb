import { afterAll, describe, expect, test } from "vitest";
import { type FakeEngine, fakeEngine } from "../support/fake-engine";
import { folder, gatehouse } from "./console";

const { write } = folder();
const head = "// Written by gatehouse import from <stdin>.\n";

describe("gatehouse import --from docker-run", () => {
  test("reads lines as a shell does, with Windows' line ends", async () => {
    const text = [
      "#!/bin/sh",
      "docker network create proxy_net",
      "docker run -d --name whoami --network=proxy_net -l caddy=whoami.localhost \\",
      "  -l \"caddy.reverse_proxy={{upstreams 80}}\" -eA='b c' -p 127.0.0.1:8080:80 --rm -it \\",
      "  --mount type=bind,source=/srv,target=/data,readonly --frobnicate x traefik/whoami:v1.11.0 --port 80",
    ].join("\r\n");
    const { out, err } = await gatehouse(["import", "-", "--from", "docker-run"], text);

    expect(err).toBe(
      "<stdin>:3:1: not carried over: whoami frobnicate: the Compose specification has no such key.\n",
    );
    expect(out).toBe(`${head}import { CaddyProxy, ProxiedService, ProxyNetwork } from "gatehouse";

const network = new ProxyNetwork("proxy_net");

const entry = new CaddyProxy("caddy", { network, labelPrefix: "caddy" });

// Not carried over from <stdin>:3, frobnicate: the Compose specification has no such key.
const whoami = new ProxiedService("whoami", {
  entry,
  image: "traefik/whoami:v1.11.0",
  port: 80,
  hosts: ["whoami.localhost"],
  command: ["--port", "80"],
  environment: { A: "b c" },
  ports: [{ target: 80, published: 8080 }],
  volumes: [{ type: "bind", source: "/srv", target: "/data", readOnly: true }],
});

export const { urls } = whoami;
`);
  });

  test("refuses a text without such a line", async () => {
    expect(await gatehouse(["import", "-", "--from", "docker-run"], "ls\n")).toEqual({
      code: 2,
      out: "",
      err: 'gatehouse: <stdin>: there is no line with "docker run".\n',
    });
  });
});

describe("gatehouse import Caddyfile", () => {
  test("puts its sites, snippets and options into the entry point's routing", async () => {
    const file = write(
      "Caddyfile",
      '{\n\tdebug\n}\n(common) {\n\theader -Server\n}\na.localhost, b.localhost {\n\timport common\n\troot * /srv\n\treverse_proxy /api/* db:3000 {\n\t\tlb_policy first\n\t}\n\trespond /x "a b" 403\n\tfile_server\n}\n',
    );
    const { out, err } = await gatehouse(["import", file]);
    const checked = await gatehouse(["import", file, "--check"]);

    expect(err).toBe("");
    expect(out).toContain(`  routing: {
    global: [directive("debug")],
    snippets: [snippet("common", header({ remove: ["Server"] }))],
    sites: [
      site(
        ["a.localhost", "b.localhost"],
        fileServer(),
        directive("import", ["common"]),
        when("/x", respond("a b", { status: 403 })),
        when("/api/*", reverseProxy({ to: "db:3000", loadBalancing: { policy: "first" } })),
        root("/srv"),
      ),
    ],
  },`);
    expect(checked).toMatchObject({ code: 0, out: "same: 1 services with labels.\n" });
  });
});

describe("gatehouse import --from containers", () => {
  let engine: FakeEngine;
  afterAll(() => engine.stop());

  test("has what a container has beside its image, and none of this library's stacks", async () => {
    const labels = {
      caddy: "a.localhost",
      "caddy.reverse_proxy": "{{upstreams 80}}",
      "com.docker.compose.service": "web",
    };
    engine = await fakeEngine({
      "GET /containers/json": {
        body: [
          { Id: "abc", Labels: labels },
          { Id: "own", Labels: { "gatehouse.owner": "a/dev" } },
        ],
      },
      "GET /containers/abc/json": {
        body: {
          ...{ Id: "abc", Name: "/shop-web-1", Image: "sha256:1" },
          Config: {
            Image: "web:1",
            Env: ["PATH=/bin", "DB_PASSWORD=x"],
            Cmd: ["serve"],
            Labels: labels,
            Hostname: "abc",
            User: "",
            WorkingDir: "",
          },
          HostConfig: {
            RestartPolicy: { Name: "always" },
            PortBindings: {},
            NetworkMode: "edge",
            Memory: 67108864,
          },
          NetworkSettings: { Networks: { edge: { Aliases: ["abc", "web"] } } },
          Mounts: [
            {
              Type: "volume",
              Name: "data",
              Source: "/var/lib/docker/volumes/data/_data",
              Destination: "/data",
              RW: true,
            },
          ],
        },
      },
      "GET /images/sha256:1/json": {
        body: { Config: { Env: ["PATH=/bin"], Cmd: ["serve"], User: "", WorkingDir: "" } },
      },
    });
    const { out, code } = await gatehouse([
      "import",
      "--from",
      "containers",
      "--host",
      engine.host.url,
    ]);

    expect(code).toBe(0);
    expect(
      out.slice(out.indexOf("const network")),
    ).toBe(`const network = new ProxyNetwork("edge", { networkName: "edge" });

const entry = new CaddyProxy("caddy", { network, labelPrefix: "caddy" });

// See container web:1, limits: beside a limit, one that is left out is 512 MB or 512 processes. Set
// both where it needs more.
const web = new ProxiedService("web", {
  entry,
  image: "web:1",
  port: 80,
  hosts: ["a.localhost"],
  environment: { DB_PASSWORD: config.requireSecret("dbPassword") },
  volumes: [{ source: "data", external: true, target: "/data" }],
  restart: "always",
  limits: { memory: 64 },
});

export const { urls } = web;
`);
  });
});

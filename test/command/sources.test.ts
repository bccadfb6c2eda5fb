import { afterEach, describe, expect, test } from "vitest";
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

const entry = new CaddyProxy("caddy", { network });

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

  test("reads a file of labels, stops where a shell starts another command, and lists what a shell replaces", async () => {
    const labels = write(
      "labels",
      "# Labels\ncaddy=a.localhost\ncaddy.@x.path=/a\ncaddy.respond=@x $5\n",
    );
    const text = [
      `docker run -d --name a --label-file ${labels} -e TAG=$TAG -e 'PRICE=$5' a:1 && echo done`,
      "id=$(docker run -d b:1)",
      "# docker run c:1",
    ].join("\n");
    const { out, err } = await gatehouse(["import", "-", "--from", "docker-run"], text);

    expect(err).toContain(
      "<stdin>:1:1: note: a $TAG: the shell replaces it in docker run; the program has its name. Write its value.\n" +
        "<stdin>:2:1: not carried over: this docker run is not read: write it on a line of its own, or import its container.\n",
    );
    expect(out).toContain('respond("$5")');
    expect(out).toContain('environment: { TAG: "$TAG", PRICE: "$5" },');
    expect(out).not.toContain("echo");
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
    expect(checked).toMatchObject({ code: 0, out: "same: 1 service with labels.\n" });
  });
});

/** The answer of Docker about a container. */
function inspected(id: string, name: string, config: object, more: object = {}) {
  return {
    body: {
      ...{ Id: id, Name: `/${name}`, Image: "sha256:1" },
      Config: {
        Env: ["PATH=/bin"],
        Cmd: ["serve"],
        Hostname: id,
        User: "",
        WorkingDir: "",
        ...config,
      },
      HostConfig: { RestartPolicy: { Name: "always" }, NetworkMode: "edge" },
      NetworkSettings: { Networks: { edge: { Aliases: [id, name, "web"] } } },
      Mounts: [],
      ...more,
    },
  };
}

const composed = (project: string, service: string) => ({
  "com.docker.compose.project": project,
  "com.docker.compose.service": service,
});

describe("gatehouse import", () => {
  test.each([
    [
      ["import", "-", "--from", "docker-run"],
      'docker run a "b\n',
      '<stdin>:1:1: a " is not closed in: a "b',
    ],
    [
      ["import", "--from", "containers", "--host", "nowhere"],
      "",
      "no Docker engine answers at nowhere: Invalid URL",
    ],
  ])("names what is wrong, without a stack trace: %j", async (args, input, message) => {
    expect(await gatehouse(args, input)).toEqual({
      code: 2,
      out: "",
      err: `gatehouse: ${message}\n`,
    });
  });
});

describe("gatehouse import --caddyfile", () => {
  test("puts the base Caddyfile of the proxy into the program, beside the labels", async () => {
    const base = write("base/Caddyfile", "(deny) {\n\trespond /admin 403\n}\n");
    const compose = write(
      "base/compose.yaml",
      "services: { a: { image: a, labels: [caddy=a.localhost, caddy.import=deny, 'caddy.reverse_proxy={{upstreams}}'] } }\n",
    );
    const { out } = await gatehouse(["import", compose, "--caddyfile", base]);
    const checked = await gatehouse(["import", compose, "--caddyfile", base, "--check"]);
    const without = await gatehouse(["import", compose]);

    expect(out).toContain(
      'routing: { snippets: [snippet("deny", when("/admin", respond(403)))] },',
    );
    expect(out).toContain('directive("import", ["deny"])');
    expect(checked).toMatchObject({ code: 0, out: "same: 2 services with labels.\n" });
    expect(without.err).toContain('import names the snippet "deny", which is not declared.');
  });
});

describe("gatehouse import --from containers", () => {
  let engine: FakeEngine;
  afterEach(() => engine.stop());

  const image = {
    body: { Config: { Env: ["PATH=/bin"], Cmd: ["serve"], User: "", WorkingDir: "" } },
  };
  const imported = async () => {
    const { out, code } = await gatehouse([
      "import",
      "--from",
      "containers",
      "--host",
      engine.host.url,
    ]);
    expect(code).toBe(0);
    return out.slice(out.indexOf("const network"));
  };

  test("has what a container has beside its image, and none of this library's stacks", async () => {
    const labels = {
      caddy: "a.localhost",
      "caddy.reverse_proxy": "{{upstreams 80}}",
      ...composed("shop", "web"),
    };
    const volume = { Type: "volume", Name: "data", Source: "/x", Destination: "/data", RW: true };
    engine = await fakeEngine({
      "GET /containers/json": {
        body: [
          { Id: "abc", Labels: labels },
          { Id: "own", Labels: { "gatehouse.owner": "a/dev" } },
        ],
      },
      "GET /containers/abc/json": inspected(
        "abc",
        "shop-web-1",
        {
          Env: ["PATH=/bin", "DB_PASSWORD=x"],
          ...{ Image: "web:1", Labels: labels, StopTimeout: 30 },
          Healthcheck: { Test: ["CMD", "check"], Interval: 30e9, Retries: 2 },
        },
        {
          HostConfig: {
            ...{ RestartPolicy: { Name: "always" }, NetworkMode: "edge", Memory: 67108864 },
            ...{
              ShmSize: 2 ** 28,
              Ulimits: [{ Name: "nofile", Soft: 1024, Hard: 2048 }],
              CpuShares: 2,
            },
            Devices: [
              { PathOnHost: "/dev/a", PathInContainer: "/dev/a", CgroupPermissions: "rwm" },
            ],
            LogConfig: { Type: "json-file", Config: {} },
          },
          Mounts: [volume],
        },
      ),
      "GET /images/sha256:1/json": image,
    });

    expect(
      await imported(),
    ).toBe(`const network = new ProxyNetwork("edge", { networkName: "edge" });

const entry = new CaddyProxy("caddy", { network });

// See container shop-web-1:1, limits: beside a limit, one that is left out is 512 MB or 512
// processes. Set both where it needs more.
// Not carried over from container shop-web-1:1, cpu_shares: \`limits.cpus\`, \`limits.memory\` and
// \`limits.processes\` are what limits a container.
const web = new ProxiedService("web", {
  entry,
  image: "web:1",
  port: 80,
  hosts: ["a.localhost"],
  environment: { DB_PASSWORD: config.requireSecret("dbPassword") },
  stopGracePeriod: 30,
  healthcheck: { command: ["check"], interval: "30s", retries: 2 },
  limits: { memory: 64 },
  shmSize: "256m",
  ulimits: [{ name: "nofile", soft: 1024, hard: 2048 }],
  devices: [{ source: "/dev/a" }],
  volumes: [{ source: "data", external: true, target: "/data" }],
  restart: "always",
});

export const { urls } = web;
`);
  });

  test("has replicas of a service, and services of one name in two projects", async () => {
    const ids = {
      a: composed("shop", "web"),
      b: composed("shop", "web"),
      c: composed("blog", "web"),
    };
    engine = await fakeEngine({
      "GET /containers/json": {
        body: Object.entries(ids).map(([Id, Labels]) => ({ Id, Labels })),
      },
      ...Object.fromEntries(
        Object.entries(ids).map(([id, Labels]) => [
          `GET /containers/${id}/json`,
          inspected(id, `name-${id}`, {
            Image: `${Labels["com.docker.compose.project"]}:1`,
            Labels,
          }),
        ]),
      ),
      "GET /images/sha256:1/json": image,
    });
    const text = await imported();

    expect(text.match(/new Service\("[^"]*"|image: .*|replicas: .*/g)).toEqual([
      'new Service("shop-web"',
      'image: "shop:1",',
      "replicas: 2,",
      'new Service("blog-web"',
      'image: "blog:1",',
    ]);
  });
});

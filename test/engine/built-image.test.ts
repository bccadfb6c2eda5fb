import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { download } from "./built-image/downloads";
import { docker, engine } from "./support/docker";
import { untilCertified, untilServed, visit } from "./support/http";
import { startLoad } from "./support/load";
import { createProject, type Project } from "./support/project";
import { serviceImage } from "./support/service";
import { openSocket } from "./support/streams";

/*
 * Builds the image from its Dockerfile through the provider, and runs it. Compiling Caddy takes minutes and
 * a base image from a registry; here a stand-in for Go returns the Caddy that the set-up has compiled from
 * the same sources.
 */

const KEPT = "kept.localhost";
const OTHER = "other.localhost";
let project: Project;
let repository: string;
let goImage: string;

beforeAll(async () => {
  project = await createProject();
  repository = `gatehouse.local/built-${project.id}`;
  goImage = `gatehouse.local/go-stand-in-${project.id}:1`;
  await buildGoImage(project.images.caddy ?? "");
  const { network, labelPrefix, httpPort, httpsPort } = project;
  const args = JSON.stringify({ labelPrefix, httpPort, httpsPort, limits: { memory: 128 } });
  const { v1 } = await serviceImage();
  const kept = JSON.stringify({ image: v1, port: 8080, hosts: [KEPT], cache: { ttl: "10m" } });
  const other = JSON.stringify({ image: v1, port: 8080, hosts: [OTHER] });
  project.write(
    "main.cjs",
    `const { BuiltCaddyImage, CaddyProxy, labels, ProxiedService, ProxyNetwork } = require("gatehouse");
     const image = new BuiltCaddyImage("image", ${JSON.stringify({ repository, goImage })});
     const entry = new CaddyProxy("caddy", {
       network: new ProxyNetwork("net", { networkName: "${network}" }),
       image, ...${args},
       routing: {
         sites: [labels.site("built.localhost",
           labels.rateLimit({ all: { key: "{remote_host}", events: 100, window: "1m" } }),
           labels.respond("built here"))],
       },
     });
     new ProxiedService("kept", { entry, ...${kept} });
     new ProxiedService("other", { entry, ...${other} });
     exports.reference = image.reference;
     exports.proxy = entry.containerName;`,
  );
});

afterAll(async () => {
  await project.remove();
  const reference = [`${repository}:*`, goImage];
  for (const { RepoTags = [] } of await engine.listImages({ filters: { reference } })) {
    for (const tag of RepoTags) await engine.getImage(tag).remove({ force: true });
  }
});

/** Builds an image whose shell is the stand-in. */
async function buildGoImage(caddy: string): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), "gatehouse-go-"));
  execFileSync("go", ["build", "-o", join(context, "sh"), join(__dirname, "built-image/sh.go")], {
    env: { ...process.env, CGO_ENABLED: "0" },
  });
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  writeFileSync(join(context, "ca-certificates.crt"), "");
  writeFileSync(
    join(context, "Dockerfile"),
    `FROM ${caddy} AS caddy
     FROM scratch
     ENV EXPECTED="CGO_ENABLED=0 GOOS=linux GOARCH=${arch}"
     COPY ca-certificates.crt /etc/ssl/certs/
     COPY sh /bin/sh
     COPY --from=caddy /bin/caddy /caddy`,
  );
  await docker("build", "--quiet", "--tag", goImage, context);
  rmSync(context, { recursive: true });
}

const pulumi = (command: string, ...flags: string[]) =>
  project.pulumi(command, "--stack", "dev", ...flags);

test("BuiltCaddyImage builds the image that the entry point runs, once", async () => {
  await project.pulumi("stack", "select", "--create", "dev");
  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up.output).not.toMatch(/error/);
  const reply = await untilServed({ port: project.httpsPort, host: "built.localhost" });
  const preview = await pulumi("preview", "--expect-no-changes");
  const { output: reference } = await pulumi("stack", "output", "reference");
  const { Config: image } = await engine.getImage(reference.trim()).inspect();

  expect([up.code, preview.code, reply.body]).toEqual([0, 0, "built here"]);
  expect(reference.startsWith(`${repository}:`)).toBe(true);
  expect(image).toMatchObject({
    Entrypoint: ["/bin/caddy"],
    Cmd: ["docker-proxy"],
    ExposedPorts: { "80/tcp": {}, "443/tcp": {}, "443/udp": {}, "2019/tcp": {} },
  });
});

describe("a service with a cache, behind a proxy of 128 MB", () => {
  const port = () => project.httpsPort;
  const kept = () => ({ port: port(), host: KEPT });
  const ask = (path: string, headers = {}) => visit({ ...kept(), path, headers });
  /** A path with its own response of 1 MB, the longest that the cache stores. */
  const large = (number: number) => `/file?size=1048576&number=${number}`;

  beforeAll(async () => {
    for (const host of [KEPT, OTHER]) await untilCertified(port(), host);
  });

  async function restarts() {
    const { output: proxy } = await pulumi("stack", "output", "proxy");
    const { RestartCount, State } = await engine.getContainer(proxy.trim()).inspect();
    return { restarts: RestartCount, killed: State.OOMKilled, running: State.Running };
  }

  test("loses no request of another service during large, slow and endless answers", async () => {
    const load = startLoad({ port: port(), host: OTHER });
    const slow = ask("/?wait=11s");
    const events = download(kept(), "/events", 12_000);
    const whole = await download(kept(), "/file?size=200000000");
    const unknown = await download(kept(), "/file?size=200000000&chunked");
    for (let number = 0; number < 200; number += 20) {
      const batch = Array.from({ length: 20 }, (_, index) => large(number + index));
      const sizes = await Promise.all(batch.map((path) => download(kept(), path)));
      expect(sizes.map(({ status, bytes }) => [status, bytes])).toEqual(
        batch.map(() => [200, 1048576]),
      );
    }
    const { status, bytes, firstByte } = await events;
    const { status: slowStatus, duration } = await slow;
    const { failed, requests } = await load.stop();

    expect(failed).toEqual([]);
    expect(requests).toBeGreaterThan(100);
    expect([whole, unknown]).toMatchObject([
      { status: 200, bytes: 200_000_000 },
      { status: 200, bytes: 200_000_000 },
    ]);
    expect(status).toBe(200);
    expect(firstByte).toBeLessThan(5_000);
    expect(bytes).toBeGreaterThan(100 * "data: 0\n\n".length);
    expect(slowStatus).toBe(200);
    expect(duration).toBeGreaterThanOrEqual(11_000);
    expect(await restarts()).toEqual({ restarts: 0, killed: false, running: true });
  });

  test("serves small answers from the cache, and passes ranges and upgrades by it", async () => {
    const path = "/file?size=100";
    const first = await ask(path);
    const second = await ask(path);
    const range = await ask(path, { Range: "bytes=24-27" });
    const socket = await openSocket(kept());
    const echo = await socket.echo("hello");
    socket.close();

    expect(first.headers["cache-status"]).toMatch(/^Souin; fwd=uri-miss; stored/);
    expect(second.headers["cache-status"]).toMatch(/^Souin; hit/);
    expect(second.body).toBe(first.body);
    expect(range.status).toBe(206);
    expect(range.body).toBe("yzab");
    expect(range.headers["cache-status"]).toBe("Souin; fwd=bypass; detail=RANGE");
    expect(echo).toBe("hello");
  });
});

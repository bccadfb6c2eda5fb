import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { docker, engine } from "./support/docker";
import { untilServed } from "./support/http";
import { createProject, type Project } from "./support/project";

/*
 * The image is built by its Dockerfile through the provider, and run. Compiling Caddy takes minutes
 * and a base image from a registry; here a stand-in for Go gives the Caddy that the set-up has
 * compiled from the same sources.
 */

let project: Project;
let repository: string;
let goImage: string;

beforeAll(async () => {
  project = await createProject();
  repository = `gatehouse.local/built-${project.id}`;
  goImage = `gatehouse.local/go-stand-in-${project.id}:1`;
  await buildGoImage(project.images.caddy ?? "");
  const { network, labelPrefix, httpPort, httpsPort } = project;
  const args = JSON.stringify({ labelPrefix, httpPort, httpsPort });
  project.write(
    "index.js",
    `const { BuiltCaddyImage, CaddyProxy, labels, ProxyNetwork } = require("./components");
     const image = new BuiltCaddyImage("image", ${JSON.stringify({ repository, goImage })});
     new CaddyProxy("caddy", {
       network: new ProxyNetwork("net", { networkName: "${network}" }),
       image, ...${args},
       routing: {
         sites: [labels.site("built.localhost",
           labels.rateLimit({ all: { key: "{remote_host}", events: 100, window: "1m" } }),
           labels.respond("built here"))],
       },
     });
     exports.reference = image.reference;`,
  );
});

afterAll(async () => {
  await project.remove();
  const reference = [`${repository}:*`, goImage];
  for (const { RepoTags = [] } of await engine.listImages({ filters: { reference } })) {
    for (const tag of RepoTags) await engine.getImage(tag).remove({ force: true });
  }
});

/** An image whose shell is the stand-in. */
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

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mirrored } from "../../components";
import { docker, engine } from "./support/docker";
import { untilServed } from "./support/http";
import { createProject, type Outcome, type Project } from "./support/project";
import { type Registry, startRegistry } from "./support/registry";

/*
 * A stack that was deployed without a mirror is told of one. The engine has no image under the
 * names that they have there. The tests run in this order.
 */
let registry: Registry;
let project: Project;
let mirror: string;
let caddy: string;
const whoami = "traefik/whoami:v1.11.0";
/** Everything that any command has printed. */
let printed = "";

beforeAll(async () => {
  registry = await startRegistry();
  mirror = `${registry.address}/mirror`;
  project = await createProject();
  const { caddy: proxy = "", whoami: service = "" } = project.images;
  const name = "lucaslorentz/caddy-docker-proxy:2.13.1-alpine";
  caddy = `${name}@${await registry.push(proxy, mirrored(name, mirror))}`;
  await registry.push(service, mirrored(whoami, mirror));
  await pulumi("stack", "select", "--create", "dev");
  const { code, output } = await pulumi("up", "--yes", "--skip-preview");
  expect(code, output).toBe(0);
});

afterAll(async () => {
  await project.ownPulumi(["destroy", "--yes", "--skip-preview", "--stack", "dev"]);
  await project.remove();
  for (const image of [caddy, whoami].map((reference) => mirrored(reference, mirror))) {
    await engine.getImage(image).remove();
  }
  await registry.stop();
});

async function pulumi(...args: string[]): Promise<Outcome> {
  const outcome = await project.ownPulumi(args);
  printed += outcome.output;
  return outcome;
}

const set = (path: string, value: string, ...flags: string[]) =>
  pulumi("config", "set", "--path", `gatehouse:${path}`, value, ...flags);

/** The lines of the one error that Pulumi lists under its diagnostics. */
async function refusal(): Promise<string[]> {
  const { code, output } = await pulumi("preview");
  expect(code).not.toBe(0);
  const [, diagnostics = ""] = /Diagnostics:\n.*\n([\s\S]*?)\n\n/.exec(output) ?? [];
  return diagnostics.split("\n").map((line) => line.trim());
}

const HOST = "error: Docker host unix:///var/run/docker.sock:";

/** The names that the engine has for a copy. */
async function onEngine(reference: string): Promise<string[]> {
  const { RepoTags, RepoDigests } = await engine.getImage(mirrored(reference, mirror)).inspect();
  return [...RepoTags, ...RepoDigests];
}

/** Ids of what a stack must not lose. */
async function kept(): Promise<string[]> {
  const { Id: network } = await engine.getNetwork(project.network).inspect();
  const { Volumes: volumes } = await engine.listVolumes();
  const own = volumes.filter(({ Labels: labels }) => JSON.stringify(labels).includes(project.id));
  return [network, ...own.map(({ Name: name }) => name).sort()];
}

describe("a preview says", () => {
  test("that the mirror asks for a login", async () => {
    await set("registry.mirror", mirror);
    await set("images.caddy", caddy);
    await set("images.whoami", whoami);

    expect(await refusal()).toEqual([
      `${HOST} mirror "${mirror}" asks for a login (no basic auth credentials). Set gatehouse:registry.username and gatehouse:registry.password.`,
    ]);
  });

  test("that the password is wrong", async () => {
    await set("registry.username", registry.username);
    await set("registry.password", "wrong", "--secret");

    expect(await refusal()).toEqual([
      `${HOST} mirror "${mirror}" refuses the login of "${registry.username}" at ${registry.address} (unauthorized: authentication required). Correct gatehouse:registry.username and gatehouse:registry.password.`,
    ]);
  });

  test("that an image is not in the mirror, and how it gets there", async () => {
    await set("registry.password", registry.password, "--secret");
    await set("images.whoami", "traefik/whoami:v0");

    expect(await refusal()).toEqual([
      `${HOST} image "${mirror}/docker.io/traefik/whoami:v0" is not in the mirror (manifest unknown: manifest unknown). Copy it there: docker buildx imagetools create --prefer-index=false --tag ${mirror}/docker.io/traefik/whoami:v0 docker.io/traefik/whoami:v0`,
    ]);
  });
});

describe("an update", () => {
  test("pulls every image from the mirror, and keeps the network and the certificates", async () => {
    await set("images.whoami", whoami);
    const before = await kept();
    const { code, output } = await pulumi("up", "--yes", "--skip-preview");
    expect(code, output).toBe(0);
    await untilServed({ port: project.httpsPort, host: "whoami.localhost" });

    expect(await onEngine(whoami)).toContain(mirrored(whoami, mirror));
    expect(await onEngine(caddy)).toContain(mirrored(caddy.replace(/:[^:@]+@/, "@"), mirror));
    expect(await kept()).toEqual(before);
    const preview = await pulumi("preview", "--expect-no-changes", "--diff");
    expect(preview.code, preview.output).toBe(0);
  });

  test("leaves the password nowhere in clear", async () => {
    const { output: state } = await project.ownPulumi(["stack", "export"]);
    const { output: outputs } = await project.ownPulumi(["stack", "output", "--json"]);
    const containers = await docker("ps", "--quiet");
    const inspected = await docker("inspect", ...containers.split("\n"));
    const settings = project.read("Pulumi.dev.yaml");
    const texts = { printed, state, outputs, inspected, settings };
    const telling = Object.entries(texts).filter(([, text]) => text.includes(registry.password));

    expect(state).toContain('"registryAuth"');
    expect(telling.map(([name]) => name)).toEqual([]);
  });
});

test("a preview says that the mirror can't be reached", async () => {
  await registry.stop();
  await set("images.whoami", "traefik/whoami:v0");

  expect(await refusal()).toEqual([
    `${HOST} mirror "${mirror}" can't be asked from the Docker host (dial tcp ${registry.address}: connect: connection refused). Check gatehouse:registry.mirror, that it runs and that the Docker host reaches it.`,
  ]);
  await set("images.whoami", whoami);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mirrored } from "../../components";
import { readFile } from "../../components/docker/files/files";
import { engine } from "./support/docker";
import { untilServed } from "./support/http";
import { createProject, type Outcome, type Project } from "./support/project";
import { type Registry, startRegistry } from "./support/registry";
import { type Canaries, canaries, leaks, readable } from "./support/secrets";

/*
 * A stack without a mirror gets one, then every secret that a stack's file can have. The engine has no image
 * under a mirror's name before. The tests depend on their order.
 */
let registry: Registry;
let project: Project;
let mirror: string;
let caddy: string;
const whoami = "traefik/whoami:v1.11.0";
/** An ACME account that orders no certificate: its CA does not exist. */
const ACCOUNT = {
  "acme.email": "ops@example.com",
  "acme.ca": "https://acme.localhost/directory",
  "acme.externalAccount.keyId": "kid-1",
};
/** A module that the stack's file lists but the image lacks. */
const UNKNOWN_MODULE = {
  "acme.dns.provider": "canary",
  "proxy.modules[0]": "dns.providers.canary",
};
const PLAN = "plan.json";
/** The output of all commands. */
let printed = "";
/** A value for each secret setting. */
let secrets: Canaries;

beforeAll(async () => {
  registry = await startRegistry();
  mirror = `${registry.address}/mirror`;
  secrets = canaries({ "registry.password": registry.password });
  project = await createProject();
  const { caddy: proxy = "", whoami: service = "" } = project.images;
  const name = "lucaslorentz/caddy-docker-proxy:2.13.1-alpine";
  caddy = `${name}@${await registry.push(proxy, mirrored(name, mirror))}`;
  await registry.push(service, mirrored(whoami, mirror));
  await pulumi("stack", "select", "--create", "dev");
  await setAll(/^acme\.externalAccount\./, ACCOUNT);
  const { code, output } = await pulumi("up", "--yes", "--skip-preview");
  expect(code, output).toBe(0);
});

afterAll(async () => {
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

/** Sets plain settings, and encrypts the canary of each secret setting that matches the pattern. */
const setAll = (pattern: RegExp, plain: Readonly<Record<string, string>>) => {
  const encrypted = Object.entries(secrets).filter(([setting]) => pattern.test(setting));
  const flags = (flag: string, entries: [string, string][]) =>
    entries.flatMap(([setting, value]) => [flag, `gatehouse:${setting}=${value}`]);
  return pulumi(
    ...["config", "set-all", "--path"],
    ...flags("--plaintext", Object.entries(plain)),
    ...flags("--secret", encrypted),
  );
};

/** The lines of the one error that Pulumi lists under its diagnostics. */
async function refusal(): Promise<string[]> {
  const { code, output } = await pulumi("preview");
  expect(code).not.toBe(0);
  const [, diagnostics = ""] = /Diagnostics:\n.*\n([\s\S]*?)\n\n/.exec(output) ?? [];
  return diagnostics.split("\n").map((line) => line.trim());
}

const HOST = "error: Docker host unix:///var/run/docker.sock:";

/** The engine's names of a mirrored image. */
async function onEngine(reference: string): Promise<string[]> {
  const { RepoTags, RepoDigests } = await engine.getImage(mirrored(reference, mirror)).inspect();
  return [...RepoTags, ...RepoDigests];
}

/** The proxy's secret files, by name; found by its port, since a failed update keeps the old outputs. */
async function secretFiles(): Promise<Record<string, string | undefined>> {
  const filters = { publish: [`${project.httpsPort}`] };
  const [proxy] = await engine.listContainers({ all: true, filters });
  const names = ["acme-mac-key", "dns-token", "dns-option-canary"];
  const files = names.map(async (name) => [
    name,
    await readFile(engine, proxy?.Id ?? "", `/run/secrets/${name}`),
  ]);
  return Object.fromEntries(await Promise.all(files));
}

/** The network and the volumes, which an update must keep. */
async function kept(): Promise<string[]> {
  const { Id: network } = await engine.getNetwork(project.network).inspect();
  const { Volumes: volumes } = await engine.listVolumes();
  const own = volumes.filter(({ Labels: labels }) => JSON.stringify(labels).includes(project.id));
  return [network, ...own.map(({ Name: name }) => name).sort()];
}

describe("a preview reports", () => {
  test("that the mirror requires a login", async () => {
    await set("registry.mirror", mirror);
    await set("images.caddy", caddy);
    await set("images.whoami", whoami);

    expect(await refusal()).toEqual([
      `${HOST} mirror "${mirror}" requires a login (no basic auth credentials). Set gatehouse:registry.username and gatehouse:registry.password.`,
    ]);
  });

  test("that the password is wrong", async () => {
    await set("registry.username", registry.username);
    await set("registry.password", "wrong", "--secret");

    expect(await refusal()).toEqual([
      `${HOST} mirror "${mirror}" refuses the login of "${registry.username}" at ${registry.address} (unauthorized: authentication required). Correct gatehouse:registry.username and gatehouse:registry.password.`,
    ]);
  });

  test("that the mirror lacks an image, and how to copy it there", async () => {
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
    const preview = await pulumi(
      "preview",
      "--expect-no-changes",
      "--diff",
      ...["--save-plan", PLAN],
    );
    expect(preview.code, preview.output).toBe(0);
  });

  test("leaves no secret in clear, nor does its plan", async () => {
    const plan = project.read(PLAN);
    const places = await readable(project, "dev");

    expect(plan).toContain('"macKey"');
    expect(places["stack export"]).toContain('"registryAuth"');
    expect(places["stack export"]).toContain('"macKey"');
    expect(leaks(secrets, { ...places, plan, printed })).toEqual([]);
  });
});

describe("a first deployment with every secret that a stack's file can have", () => {
  test("uses each of them, and shows them nowhere in clear", async () => {
    await pulumi("destroy", "--yes", "--skip-preview");
    await setAll(/^acme\.dns\./, UNKNOWN_MODULE);
    // The proxy rejects a configuration with a missing module, but still gets its secrets; an update would not start.
    const { output } = await pulumi("up", "--yes", "--skip-preview", "--diff");
    const places = await readable(project, "dev");
    const state = `gatehouse-${project.id}/dev`;

    expect(await secretFiles(), output).toEqual({
      "acme-mac-key": secrets["acme.externalAccount.macKey"],
      "dns-token": secrets["acme.dns.token"],
      "dns-option-canary": secrets["acme.dns.secrets.canary"],
    });
    expect(Object.keys(secrets)).toHaveLength(4);
    expect(Object.keys(places)).toEqual(
      expect.arrayContaining([
        `.pulumi/stacks/${state}.json`,
        `.pulumi/stacks/${state}.json.bak`,
        expect.stringMatching(`^.pulumi/history/${state}/.+.checkpoint.json$`),
        expect.stringMatching(`^.pulumi/history/${state}/.+.history.json$`),
        expect.stringMatching(`^.pulumi/backups/${state}/.+.json$`),
        expect.stringMatching(/^docker inspect .caddy-controller-/),
        expect.stringMatching(/^docker logs .caddy-controller-/),
      ]),
    );
    expect(leaks(secrets, { ...places, printed })).toEqual([]);
  });
});

test("a preview reports that the mirror is unreachable", async () => {
  await registry.stop();
  await set("images.whoami", "traefik/whoami:v0");

  expect(await refusal()).toEqual([
    `${HOST} mirror "${mirror}" does not answer the Docker host (dial tcp ${registry.address}: connect: connection refused). Check gatehouse:registry.mirror, that it runs and that the Docker host reaches it.`,
  ]);
  await set("images.whoami", whoami);
});

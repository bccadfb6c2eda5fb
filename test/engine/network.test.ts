import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { docker, engine } from "./support/docker";
import { createProgram } from "./support/program";
import { type Config, createProject, type Project } from "./support/project";

let project: Project;
let config: Config;

beforeEach(async () => {
  project = await createProject();
  const { network, proxy } = project.config;
  config = { network, proxy };
  project.configure(config);
});

afterEach(async () => {
  await project.remove();
  for (const { Id } of await named()) await engine.getNetwork(Id).remove();
  for (const name of await volumes()) await engine.getVolume(name).remove();
});

const named = async () =>
  (await engine.listNetworks()).filter(({ Name }) => Name === project.network);
const label = () => [`gatehouse.owner=gatehouse-${project.id}/dev`];

/** The stack's volumes, which a lost state leaves behind and no later stack adopts. */
async function volumes(): Promise<string[]> {
  const filters = { label: label() };
  return (await engine.listVolumes({ filters })).Volumes.map(({ Name }) => Name);
}

/** Removes the stack's containers and networks that are not on the network: the controller and its own. */
async function removeBeside(): Promise<void> {
  const filters = { label: label() };
  for (const { Id } of await engine.listContainers({ all: true, filters })) {
    await engine.getContainer(Id).remove({ force: true, v: true });
  }
  for (const { Id, Name } of await engine.listNetworks({ filters })) {
    if (Name !== project.network) await engine.getNetwork(Id).remove();
  }
}

const create = () => project.pulumi("stack", "select", "--create", "dev");
const up = () => project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");
const destroy = () => project.pulumi("destroy", "--stack", "dev", "--yes", "--skip-preview");

describe("a network of the stack's own", () => {
  test("gets a new name by replacing everything on it", async () => {
    await create();
    await up();
    const renamed = `${project.network}_2`;
    project.configure({ ...config, network: renamed });
    const outcome = await up();
    const [container] = await containersOn(renamed);
    const old = await named();
    const destroyed = await destroy();

    expect([outcome.code, destroyed.code]).toEqual([0, 0]);
    expect(container).toMatch(/^[0-9a-f]{64}$/);
    expect(old).toEqual([]);
  });
});

describe("an existing network", () => {
  test("is adopted, and survives destroy, which does not fail on it", async () => {
    const id = await docker("network", "create", project.network);
    const volume = `caddy-data-${project.id}`;
    const { httpPort, httpsPort, labelPrefix } = project;
    const proxy = { httpPort, httpsPort, labelPrefix, data: { volume } };
    project.configure({ ...config, protect: true, proxy });
    await create();
    const first = await up();
    const second = await project.pulumi("preview", "--stack", "dev", "--expect-no-changes");
    const destroyed = await destroy();

    expect([first.code, second.code, destroyed.code]).toEqual([0, 0, 0]);
    expect((await named()).map(({ Id }) => Id)).toEqual([id]);
    await engine.getVolume(volume).remove();
  });

  test("of a stack that lost its state is taken back, and deleted with the stack", async () => {
    await create();
    await up();
    const before = await named();
    // A lost state leaves the network behind, without a record of it.
    await docker("rm", "--force", "--volumes", ...(await containersOn(project.network)));
    await removeBeside();
    await project.pulumi("stack", "rm", "dev", "--yes", "--force", "--preserve-config");
    await create();
    const again = await up();
    const after = await named();
    const destroyed = await destroy();

    expect([again.code, destroyed.code]).toEqual([0, 0]);
    expect(after.map(({ Id }) => Id)).toEqual(before.map(({ Id }) => Id));
    expect(await named()).toEqual([]);
  });

  test("is refused when two have its name, with both ids", async () => {
    const twice = { Name: project.network, CheckDuplicate: false };
    const first = await engine.createNetwork(twice);
    // Engines since 25 refuse a second one themselves.
    const major = Number((await engine.version()).Version.split(".")[0]);
    if (major >= 25) {
      await expect(engine.createNetwork(twice)).rejects.toThrow("already exists");
      return;
    }
    const ids = [first, await engine.createNetwork(twice)].map(({ id }) => id.slice(0, 12)).sort();
    await create();
    const outcome = await up();

    expect(outcome.code).not.toBe(0);
    expect(outcome.output).toContain(
      `error: Docker host unix:///var/run/docker.sock: 2 networks are named "${project.network}" ` +
        `(${ids.join(", ")}), and Docker can't tell them apart by name. Remove those that nothing ` +
        "uses: docker network rm <id>.",
    );
    expect(outcome.output).not.toMatch(STACK_TRACE);
    expect(await containersOn(project.network)).toEqual([]);
  });
});

test("an existing network is found in a program of one's own, which keeps it and takes its own back", async () => {
  const { network, images } = project;
  const own = await createProgram();
  own.program(
    `const { ProxyNetwork, Service } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: "${network}" });
     new Service("worker", { image: "${images.whoami}", networks: [{ network }] });`,
  );
  const id = await docker("network", "create", network);
  const preview = await own.ownPulumi(["preview"]);
  const first = await own.up();
  const second = await own.previewNoChanges();
  const kept = await own.ownPulumi(["destroy", "--yes", "--skip-preview"]);
  const adopted = await named();
  await docker("network", "rm", id);
  const created = await own.up();
  const [mine] = await named();
  await own.ownPulumi([
    "state",
    "delete",
    "--yes",
    "--force",
    "--target-dependents",
    await urnOfNetwork(),
  ]);
  const again = await own.up();

  expect([preview.output, first.code, second.code, kept.code]).toEqual([
    expect.stringMatching(/read docker:index:Network net-adopted/),
    0,
    0,
    0,
  ]);
  expect(adopted.map(({ Id }) => Id)).toEqual([id]);
  expect([created.code, again.code]).toEqual([0, 0]);
  expect((await named()).map(({ Id }) => Id)).toEqual([mine?.Id]);

  await own.remove();
  expect(await named()).toEqual([]);

  async function urnOfNetwork(): Promise<string> {
    const { output } = await own.ownPulumi(["stack", "export"]);
    const { deployment } = JSON.parse(output);
    return deployment.resources.find(
      ({ type }: { type: string }) => type === "docker:index/network:Network",
    ).urn;
  }
});

const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$/m;

async function containersOn(network: string): Promise<string[]> {
  const filters = { network: [network] };
  return (await engine.listContainers({ all: true, filters })).map(({ Id }) => Id);
}

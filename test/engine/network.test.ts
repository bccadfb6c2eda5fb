import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { docker, engine } from "./support/docker";
import { createProgram, type ProgramProject } from "./support/program";
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
    const ids = await twoOfOneName();
    if (ids === undefined) return;
    await create();
    const outcome = await up();

    expect(outcome.code).not.toBe(0);
    expect(outcome.output).toContain(`error: ${ambiguous(ids)}`);
    expect(outcome.output).not.toMatch(STACK_TRACE);
    expect(await containersOn(project.network)).toEqual([]);
  });
});

describe("in a program of one's own, an existing network", () => {
  let own: ProgramProject;

  beforeEach(async () => {
    own = await createProgram();
    const { network, images } = project;
    own.program(
      `const { ProxyNetwork, Service } = gatehouse;
       const network = new ProxyNetwork("net", { networkName: "${network}" });
       new Service("worker", { image: "${images.whoami}", networks: [{ network }] });`,
    );
  });

  afterEach(() => own.remove());

  test("is adopted, and kept by destroy", async () => {
    const id = await docker("network", "create", project.network);
    const preview = await own.ownPulumi(["preview"]);
    const first = await own.up();
    const second = await own.previewNoChanges();
    const destroyed = await own.ownPulumi(["destroy", "--yes", "--skip-preview"]);

    expect(preview.output).toContain("read docker:index:Network net-adopted");
    expect([first.code, second.code, destroyed.code]).toEqual([0, 0, 0]);
    expect((await named()).map(({ Id }) => Id)).toEqual([id]);
  });

  test("is taken back into a state that has lost it", async () => {
    await own.up();
    const [mine] = await named();
    const { output } = await own.ownPulumi(["stack", "export"]);
    const [urn = ""] = /urn:[^"]*docker:index\/network:Network::net(?=")/.exec(output) ?? [];
    const lost = ["state", "delete", "--yes", "--force", "--target-dependents", urn];
    await own.ownPulumi(lost);
    const again = await own.up();
    const found = await named();
    await own.ownPulumi(["destroy", "--yes", "--skip-preview"]);

    expect(again.code).toBe(0);
    expect(found.map(({ Id }) => Id)).toEqual([mine?.Id]);
    expect(await named()).toEqual([]);
  });

  test("is refused when two have its name", async () => {
    const ids = await twoOfOneName();
    if (ids === undefined) return;
    const { code, output } = await own.ownPulumi(["preview"]);

    expect(code).not.toBe(0);
    expect(output).toContain(`error: ${ambiguous(ids)}`);
    expect(output).not.toMatch(STACK_TRACE);
  });
});

const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$/m;

/** Makes two networks of the project's name; engines since 25 refuse a second one themselves. */
async function twoOfOneName(): Promise<string[] | undefined> {
  const twice = { Name: project.network, CheckDuplicate: false };
  const first = await engine.createNetwork(twice);
  const major = Number((await engine.version()).Version.split(".")[0]);
  if (major >= 25) {
    await expect(engine.createNetwork(twice)).rejects.toThrow("already exists");
    return undefined;
  }
  return [first, await engine.createNetwork(twice)].map(({ id }) => id.slice(0, 12)).sort();
}

const ambiguous = (ids: readonly string[]) =>
  `Docker host unix:///var/run/docker.sock: 2 networks are named "${project.network}" ` +
  `(${ids.join(", ")}), and Docker can't tell them apart by name. Remove those that nothing ` +
  "uses: docker network rm <id>.";

async function containersOn(network: string): Promise<string[]> {
  const filters = { network: [network] };
  return (await engine.listContainers({ all: true, filters })).map(({ Id }) => Id);
}

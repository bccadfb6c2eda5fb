import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFile } from "../../components/docker/files/files";
import { engine } from "./support/docker";
import { untilServed, visit } from "./support/http";
import { freePorts } from "./support/ports";
import { createProject, type Project } from "./support/project";

let project: Project;

beforeAll(async () => {
  project = await createProject();
});

afterAll(() => project.remove());

describe.each(["staging", "prod"])("the committed environment %s", (stack) => {
  test("previews without an error: public, with ACME, without whoami and Toxiproxy", async () => {
    await project.pulumi("stack", "select", "--create", stack);
    const { code, output } = await project.pulumi("preview", "--stack", stack, "--diff");

    expect(output).toMatch(/label +: "[a-z0-9-]+\.email"\n +value +: "ops@example\.com"/);
    expect(output).toMatch(/external +: 443\n +internal +: 443\n +ip +: "0\.0\.0\.0"/);
    expect(output).not.toMatch(/index:(Whoami|Toxiproxy)/);
    expect(output).not.toMatch(/^\s*error:/m);
    expect(code).toBe(0);
  });
});

describe("two stacks on one engine and one network", () => {
  const stacks = ["east", "west"] as const;
  const hosts = { east: "east.localhost", west: "west.localhost" };
  const ports = { east: 0, west: 0 };
  const run = (stack: string, command: string) =>
    project.pulumi(command, "--stack", stack, "--yes", "--skip-preview");

  beforeAll(async () => {
    const free = await freePorts();
    const published = {
      east: { httpPort: project.httpPort, httpsPort: project.httpsPort },
      west: { httpPort: free[0], httpsPort: free[1] },
    };
    for (const stack of stacks) {
      ports[stack] = published[stack].httpsPort;
      const { network } = project.config;
      const whoami = { hosts: [hosts[stack]] };
      project.configure({ network, proxy: published[stack], whoami }, stack);
      await project.pulumi("stack", "select", "--create", stack);
      expect(await run(stack, "up")).toMatchObject({ code: 0 });
    }
  });

  afterAll(async () => {
    // The stack that created the network goes last.
    for (const stack of [...stacks].reverse()) await run(stack, "destroy");
  });

  const proxyOf = async (stack: (typeof stacks)[number]) => {
    const filters = { publish: [`${ports[stack]}`] };
    const [found] = await engine.listContainers({ filters });
    return found?.Id ?? "";
  };

  async function expectOwnRoutesOnly(): Promise<void> {
    for (const stack of stacks) {
      const other = stack === "east" ? "west" : "east";
      await untilServed({ port: ports[stack], host: hosts[stack] });
      // Caddy writes its running configuration to this file.
      const config = await readFile(engine, await proxyOf(stack), "/config/caddy/autosave.json");
      expect(config).toContain(hosts[stack]);
      expect(config).not.toContain(hosts[other]);
      // This proxy has no certificate for the other's host, so it refuses the connection.
      await expect(visit({ port: ports[stack], host: hosts[other] })).rejects.toThrow(
        "tlsv1 alert internal error",
      );
    }
  }

  test("serve only their own routes", expectOwnRoutesOnly);

  test("serve only their own routes after a restart, too", async () => {
    for (const stack of stacks) await engine.getContainer(await proxyOf(stack)).restart();

    await expectOwnRoutesOnly();
  });
});

describe("a stack with replicas, and certificates on a directory of the host", () => {
  test("shares requests, and leaves the directory when it is destroyed", async () => {
    const directory = mkdtempSync(join(tmpdir(), "caddy-data-"));
    const volume = `caddy-config-${project.id}`;
    const { httpPort, httpsPort, labelPrefix } = project;
    project.configure({
      ...project.config,
      proxy: { httpPort, httpsPort, labelPrefix, data: { directory }, config: { volume } },
      whoami: { hosts: ["whoami.localhost", "who.localhost"], replicas: 2 },
    });
    await project.pulumi("stack", "select", "--create", "dev");
    const up = await project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");
    const target = { port: httpsPort, host: "who.localhost" };
    await untilServed(target);
    const answers = await untilBothAnswered(target);
    const destroyed = await project.pulumi("destroy", "--stack", "dev", "--yes", "--skip-preview");

    expect([up.code, destroyed.code]).toEqual([0, 0]);
    expect(answers.size).toBe(2);
    // Caddy's own folder; only root can read its content.
    expect(existsSync(join(directory, "caddy"))).toBe(true);
    await engine.getVolume(volume).remove();
    if (process.getuid?.() === 0) rmSync(directory, { recursive: true });
  });
});

/** Waits until both containers have answered; returns their names. */
async function untilBothAnswered(target: { port: number; host: string }): Promise<Set<string>> {
  const containers = await engine.listContainers({ filters: { network: [project.network] } });
  const known = new Set<string>();
  for (let request = 0; request < 200 && known.size < 2; request++) {
    const { body } = await visit(target);
    const [, hostname = ""] = /^Hostname: (\w+)/m.exec(body) ?? [];
    if (containers.some(({ Id }) => Id.startsWith(hostname))) known.add(hostname);
  }
  return known;
}

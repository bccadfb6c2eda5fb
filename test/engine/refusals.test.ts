import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { docker, inventory } from "./support/docker";
import { freePorts, listen } from "./support/ports";
import { type Config, createProject, type Outcome, type Project } from "./support/project";

/*
 * A mistake gives one message, without a stack trace, and an exit code other than 0, and creates nothing. The
 * tests compare the whole text.
 */
let project: Project;
const own = ["--stack", "own", "--yes", "--skip-preview"];

beforeAll(async () => {
  project = await createProject();
  await project.pulumi("stack", "select", "--create", "dev");
});

afterEach(async () => {
  expect(await inventory([project.id])).toEqual([]);
});

afterAll(() => project.remove());

function up(config: Config): Promise<Outcome> {
  project.configure({ ...project.config, ...config });
  return project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");
}

/** The lines of the one error that Pulumi lists under its diagnostics. */
function diagnosed({ output }: Outcome): string[] {
  const [, diagnostics = ""] = /Diagnostics:\n.*\n([\s\S]*?)\n\n/.exec(output) ?? [];
  return diagnostics.split("\n").map((line) => line.trim());
}

function expectRefusal(outcome: Outcome, lines: readonly string[]): void {
  expect(diagnosed(outcome)).toEqual(lines);
  expect(outcome.code).toBe(1);
}

/** The line of a setting in the stack's file. */
function lineOf(setting: string): number {
  const lines = readFileSync(join(project.dir, "Pulumi.dev.yaml"), "utf8").split("\n");
  return lines.findIndex((line) => line.includes(`gatehouse:${setting}:`)) + 1;
}

describe("the stack's configuration", () => {
  test("is refused where it is not YAML, before Pulumi reads it", async () => {
    const file = join(project.dir, "Pulumi.dev.yaml");
    writeFileSync(file, "config:\n  gatehouse:tls: internal\n   gatehouse:network: a\n");
    const { code, output } = await project.pulumi("preview", "--stack", "dev");

    expect(output.trim()).toBe(
      "Pulumi.dev.yaml:3:4: the line is indented as a part of the value above it. Align it with the keys around it.",
    );
    expect(code).toBe(1);
  });

  test("is refused for an unknown key", async () => {
    const outcome = await up({ netwrok: "proxy_net" });

    expectRefusal(outcome, [
      `error: Pulumi.dev.yaml:${lineOf("netwrok")}: gatehouse:netwrok is not a setting of gatehouse. Did you mean network? Known: acme, certificate, host, images, mode, network, portal, protect, proxy, registry, releases, tls, toxiproxy, whoami.`,
    ]);
  });

  test("is refused for all its mistakes at once", async () => {
    const outcome = await up({
      network: "proxy net",
      proxy: { address: "0.0.0.0,::", httpPort: "eighty" },
      whoami: { hosts: ["https://whoami.localhost"], replicas: 0 },
    });

    expectRefusal(outcome, [
      "error: Pulumi.dev.yaml: 5 problems",
      `- line ${lineOf("network")}: gatehouse:network must be a Docker name: letters, digits, "_", "." and "-", two characters at least, a letter or digit first, got "proxy net".`,
      `- line ${lineOf("proxy")}: gatehouse:proxy.address must be one IP address: Docker's provider would replace a container that is published on two at each update, got "0.0.0.0,::".`,
      `- line ${lineOf("proxy")}: gatehouse:proxy.httpPort must be an integer from 1 to 65535, got "eighty".`,
      `- line ${lineOf("whoami")}: gatehouse:whoami.hosts[0] is a URL; write the host alone, "whoami.localhost", got "https://whoami.localhost".`,
      `- line ${lineOf("whoami")}: gatehouse:whoami.replicas must be an integer from 1 to 100, got 0.`,
    ]);
  });
});

describe("the Docker host", () => {
  test("refuses ports in use, with each port's owner and the setting for another port", async () => {
    const [byProgram, byContainer] = await freePorts();
    const program = await listen(byProgram);
    const container = `holder-${byContainer}`;
    await docker(
      ...["run", "--detach", "--name", container, "--publish", `127.0.0.1:${byContainer}:80`],
      project.images.whoami ?? "traefik/whoami",
    );
    const proxy = { httpPort: byProgram, httpsPort: byContainer };
    const outcome = await up({ proxy });
    const preview = await project.pulumi("preview", "--stack", "dev");
    program.close();
    await docker("rm", "--force", container);

    const problems = [
      `port ${byProgram} on 127.0.0.1 is taken by node (pid ${process.pid}). Stop it, or choose another port with gatehouse:proxy.httpPort in the stack's file.`,
      `port ${byContainer} on 127.0.0.1 is taken by container "${container}". Stop it, or choose another port with gatehouse:proxy.httpsPort in the stack's file.`,
    ];
    expectRefusal(outcome, [
      "error: Docker host unix:///var/run/docker.sock: 2 problems",
      ...problems.map((problem) => `- ${problem}`),
    ]);
    // The preview only warns, since the ports may be free at the time of the update.
    expect(preview.code).toBe(0);
    expect(diagnosed(preview)).toEqual(problems.map((problem) => `warning: ${problem}`));
  });

  test("refuses an image that it cannot pull", async () => {
    expectRefusal(await up({ images: { whoami: "127.0.0.1:1/none:1" } }), [
      'error: Docker host unix:///var/run/docker.sock: cannot pull image "127.0.0.1:1/none:1", which is not on the engine (Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused). Check the name, the engine\'s network and its login.',
    ]);
  });

  test("without an answer is named, with the engine to start", async () => {
    const [port] = await freePorts();
    const outcome = await up({ "docker:host": `tcp://127.0.0.1:${port}` });

    const [, title, dockersWords, fix, ...rest] = outcome.output.split("\n");
    expect(outcome.code).toBe(1);
    expect(title).toBe(
      `No Docker engine answers at tcp://127.0.0.1:${port} (docker:host in Pulumi.dev.yaml).`,
    );
    expect(dockersWords).toContain(`tcp://127.0.0.1:${port}`);
    expect(fix).toBe("- Start the engine there, or correct docker:host in Pulumi.dev.yaml.");
    expect(rest).toEqual([""]);
  });
});

describe("a user with their own Pulumi", () => {
  test("gets the same messages, without this project's commands", async () => {
    const [port] = await freePorts();
    project.configure({ ...project.config, "docker:host": `tcp://127.0.0.1:${port}` }, "own");
    await project.ownPulumi(["stack", "init", "own"]);

    expectRefusal(await project.ownPulumi(["up", ...own]), [
      `error: Docker host tcp://127.0.0.1:${port}: no Docker engine answers at tcp://127.0.0.1:${port}: it refuses connections, so nothing listens there: start it, or correct the port.`,
    ]);
  });
});

describe("a missing passphrase", () => {
  test("is named, with its consequence and how to continue", async () => {
    rmSync(join(project.dir, ".gatehouse/passphrase"));
    const outcome = await project.pulumi("up", "--stack", "dev", "--yes");

    expect(outcome).toEqual({
      code: 1,
      output: [
        "",
        `The passphrase of stack "dev" is missing: ${join(project.dir, ".gatehouse/passphrase")}`,
        "The state and its secrets cannot be read without it.",
        "- Put the file back, or set PULUMI_CONFIG_PASSPHRASE to what was in it.",
        "- If it is lost: npm run teardown -- --stack dev --forget",
        "  drops the state and prints how to remove what it described.",
        "",
      ].join("\n"),
    });
  });
});

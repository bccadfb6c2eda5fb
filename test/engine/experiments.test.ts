import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allBlocks } from "../docs/blocks/block";
import { commandsOf } from "../docs/blocks/commands";
import { printed } from "../docs/blocks/in-engine";
import { untilServed } from "./support/http";
import { cleanEnvironment, createProject, type Outcome, type Project } from "./support/project";
import { relayTo } from "./support/relay";
import { expectPrinted } from "./support/walk";

/* Runs experiments against one stack with the command, as a person or CI does. */

let project: Project;
/** The proxy before any experiment, with a toxic of its own. */
let before: unknown;

beforeAll(async () => {
  project = await createProject();
  const { apiPort, config } = project;
  project.configure({ ...config, toxiproxy: { hosts: ["toxic-whoami.localhost"], apiPort } });
  const quickstart = await project.run("npm", ["run", "quickstart"]);
  expect(quickstart).toMatchObject({ code: 0 });
  await untilServed({ port: project.httpsPort, host: "toxic-whoami.localhost" });
  await api("/proxies/toxic-whoami/toxics", "POST", {
    name: "declared",
    type: "latency",
    attributes: { latency: 1 },
  });
  before = await api("/proxies");
});

afterAll(() => project.remove());

/** A fault that delays the service, and one at the same time that cuts it off. */
const SLOW = "{ at: 200ms, for: 2s, toxic: { latency: { latency: 300ms } } }";
const DOWN = "{ at: 700ms, for: 1s, down: true }";

interface Written {
  readonly faults: readonly string[];
  readonly objectives: string;
  readonly steadyP99?: string;
  readonly duration?: string;
}

/** Writes an experiment of a few seconds into the project. */
function write({ faults, objectives, steadyP99 = "2s", duration = "3s" }: Written): string {
  const lines = [
    "name: short",
    "description: A few seconds of faults.",
    `steadyState: { for: 1s, p99: ${steadyP99} }`,
    `duration: ${duration}`,
    "after: 2s",
    `faults: [${faults.join(", ")}]`,
    `objectives: ${objectives}`,
  ];
  project.write("short.yaml", `${lines.join("\n")}\n`);
  return "short.yaml";
}

const experiment = (args: readonly string[]): Promise<Outcome> =>
  project.run("npm", ["run", "experiment", "--", ...args]);

async function api(path: string, method = "GET", body?: unknown): Promise<unknown> {
  const url = `http://127.0.0.1:${project.apiPort}${path}`;
  const reply = await fetch(url, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return reply.status === 204 ? undefined : reply.json();
}

describe("npm run experiment", () => {
  test("removes the toxics of a killed experiment, meets its objectives and writes a report", async () => {
    const dead = spawnSync(process.execPath, ["--version"]).pid;
    for (const name of [`experiment-${dead}-run`, `experiment-${dead}-0-down`]) {
      await api("/proxies/toxic-whoami/toxics", "POST", { name, type: "noop" });
    }
    await api("/proxies/toxic-whoami", "PATCH", { enabled: false });
    const objectives = "{ duringFaults: { successRate: 99%, p50: 1s }, recovery: 1s }";
    const file = write({ faults: [SLOW], objectives });
    const { code, output } = await experiment([file, "--out", "report"]);

    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain(`left: experiment-${dead}-0-down, experiment-${dead}-run\n`);
    expect(output).toMatch(
      /^objective +wanted +measured +verdict\nsuccess rate during faults +>= 99 % /m,
    );
    expect(output).toContain("Result: met. The report: report");
    const report = JSON.parse(project.read("report/report.json"));
    expect(report).toMatchObject({ name: "short", result: "met", proxy: "toxic-whoami" });
    expect(report.faults[0].p50).toBeGreaterThanOrEqual(300);
    expect(report.phases[0].p50).toBeLessThan(300);
    expect(project.read("report/report.md")).toContain("**All objectives are met.**");
    expect(project.read("report/chart.svg")).toContain('class="fault"');
    expect(await api("/proxies")).toEqual(before);
  });

  test("exits with 2 when an objective is missed, and restores a proxy that was down", async () => {
    const [text] = printed("$ npm run experiment -- bad-friday.yaml");
    const [{ command, output: wanted } = { command: "", output: "" }] = commandsOf(text);
    const [written] = allBlocks().filter(({ text }) => text.startsWith("name: bad-friday"));
    project.write("bad-friday.yaml", written?.text ?? "");
    const { code, output } = await project.run("bash", ["-c", `${command} 2>&1`]);

    expect({ code, output }).toMatchObject({ code: 2 });
    expectPrinted(wanted, output.replaceAll(`:${project.httpsPort}`, ""));
    const [, file = ""] = /The report: (\S+)/.exec(output) ?? [];
    expect(readFileSync(join(project.dir, file), "utf8")).toContain("| status 502 |");
    expect(await api("/proxies")).toEqual(before);
  });

  test("makes faults through Docker's API where the Docker host is on tcp", async () => {
    const relay = await relayTo("/var/run/docker.sock");
    const objectives = "{ overall: { successRate: 1% } }";
    // Longer than the other faults, since each takes a moment to be in force.
    const faults = [SLOW.replace("2s", "3s"), DOWN.replace("700ms", "4s")];
    const file = write({ faults, objectives, duration: "5s" });
    const { code, output } = await experiment([file, "--out", "tcp", "--host", relay.url]);
    relay.stop();

    expect({ code, output }).toMatchObject({ code: 0 });
    const report = JSON.parse(project.read("tcp/report.json"));
    expect(report.faults[0].p50).toBeGreaterThanOrEqual(300);
    expect(report.phases[0].p50).toBeLessThan(300);
    expect(project.read("tcp/report.md")).toContain("| status 502 |");
    expect(await api("/proxies")).toEqual(before);
  });

  test("exits with 3, and makes no fault, when the service is not in its steady state", async () => {
    const written = write({ faults: [DOWN], objectives: "{ recovery: 1s }", steadyP99: "1ms" });
    const { code, output } = await experiment([written]);

    expect({ code, output }).toMatchObject({ code: 3 });
    expect(output).toMatch(/^p99 in the steady state +<= 1 ms +.* MISSED$/m);
    expect(output).not.toContain("fault 1");
  });

  test("exits with 4 for a URL that is not the stack's", async () => {
    project.write(
      "elsewhere.yaml",
      `${project.read(write({ faults: [DOWN], objectives: "{ recovery: 1s }" }))}url: https://example.com/\n`,
    );
    const { code, output } = await experiment(["elsewhere.yaml"]);

    expect({ code, output }).toMatchObject({ code: 4 });
    expect(output).toContain(
      'Stack dev: url must be one of the stack\'s, got "https://example.com/".',
    );
  });
});

describe("an experiment that is cut short", () => {
  let running: ChildProcess;
  let text: string;
  let ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  /** Starts an experiment, and waits until the service is slow and its proxy down. */
  beforeEach(async () => {
    const objectives = "{ overall: { successRate: 1% } }";
    const faults = [SLOW.replace("2s", "60s"), DOWN.replace("1s", "60s")];
    const file = write({ faults, objectives, duration: "2m" });
    const args = ["toolchain/cli.mjs", "experiment", file, "--out", "cut"];
    running = spawn(process.execPath, args, {
      cwd: project.dir,
      env: cleanEnvironment(),
    });
    text = "";
    ended = new Promise((done) => running.on("close", (code, signal) => done({ code, signal })));
    await new Promise<void>((done, fail) => {
      running.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (text.includes("fault 2: down")) done();
      });
      running.on("close", () => fail(new Error(text)));
    });
    expect(await api("/proxies/toxic-whoami")).toMatchObject({ enabled: false });
  });

  test("by SIGINT leaves no fault, and writes a report of the time until then", async () => {
    running.kill("SIGINT");

    expect(await ended).toEqual({ code: 130, signal: null });
    expect(await api("/proxies")).toEqual(before);
    expect(JSON.parse(project.read("cut/report.json"))).toMatchObject({ result: "interrupted" });
  });

  // The keeper inherits the output, so the output closes when the keeper has ended, too.
  test("by SIGKILL leaves no fault", async () => {
    running.kill("SIGKILL");

    expect(await ended).toEqual({ code: null, signal: "SIGKILL" });
    expect(await api("/proxies")).toEqual(before);
  });
});

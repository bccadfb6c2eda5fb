import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Toxic } from "../../components";
import { writeFiles } from "../../components/docker/files/files";
import { printed } from "../docs/blocks/in-engine";
import { docker, engine, inventory } from "./support/docker";
import { makeAuthority } from "./support/hosts/authority";
import { visit } from "./support/http";
import { freePorts } from "./support/ports";
import { createProgram, type ProgramProject } from "./support/program";
import { type HostServer, startServer } from "./support/servers";
import { expectPrinted } from "./support/walk";

/*
 * Routes to what Pulumi does not run: servers of this process, which is on the Docker host, and a container
 * that was started by hand. One stack; the tests depend on their order.
 */

const SLOW: Toxic[] = [{ latency: { latency: "400ms" } }];

let project: ProgramProject;
let dir: string;
let servers: Record<"web" | "other" | "nas" | "h2c" | "app", HostServer>;
let foreign: string;
let caddy: string;
/** A port on which nothing listens. */
let closed: number;

/** The parts of the program that the tests change. */
interface Variables {
  toxics?: Toxic[];
  faults?: boolean;
  /** An upstream where nothing listens. */
  dead?: object;
  /** The name of the network. */
  network?: string;
}

function declare({ toxics = [], faults = false, dead, network = project.network }: Variables = {}) {
  const { labelPrefix, httpPort, httpsPort, apiPort, images } = project;
  const proxy = { image: { reference: images.caddy }, labelPrefix, httpPort, httpsPort };
  const onHost = (scheme: string, { port }: HostServer) => ({
    url: `${scheme}://host.docker.internal:${port}`,
  });
  const { web, other, nas, h2c } = servers;
  const upstreams = {
    web: { to: [onHost("http", web)] },
    nas: {
      to: [onHost("https", nas)],
      upstreamTls: { serverName: "nas.lan", ca: readFileSync(join(dir, "ca/ca.pem"), "utf8") },
    },
    h2c: { to: [onHost("h2c", h2c)] },
    app: { to: [{ url: `unix://${dir}/run/app.sock` }] },
    weighted: {
      to: [
        { ...onHost("http", web), weight: 3 },
        { ...onHost("http", other), weight: 1 },
      ],
    },
    foreign: { to: [{ container: foreign, port: 80 }] },
    ...(dead && { dead }),
  };
  project.program(
    `const { CaddyProxy, ProxiedUpstream, ProxyNetwork, Toxiproxy } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
     const entry = new CaddyProxy("caddy", {
       network, directories: [${JSON.stringify(`${dir}/run`)}], ...${JSON.stringify(proxy)},
     });
     const through = ${faults} && new Toxiproxy("toxiproxy", {
       entry, image: ${JSON.stringify(images.toxiproxy)}, apiPort: ${apiPort},
     });
     const faults = through ? { through, toxics: ${JSON.stringify(toxics)} } : undefined;
     for (const [name, args] of Object.entries(${JSON.stringify(upstreams)})) {
       const slow = name === "web" || name === "nas";
       new ProxiedUpstream(name, {
         entry, hosts: [name + ".localhost"], ...(slow && { faults }), ...args,
       });
     }
     return { caddy: entry.containerId, caddyfile: entry.caddyfile(), urls: ["https://web.localhost"] };`,
  );
}

const ask = (name: string) => visit({ port: project.httpsPort, host: `${name}.localhost` });

async function up(): Promise<string> {
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
  return output;
}

const startForeign = () =>
  docker("run", "--detach", "--name", foreign, project.images.whoami ?? "");
const removeForeign = () => docker("rm", "--force", foreign);
const stackOutput = async (name: string) =>
  (await project.ownPulumi(["stack", "output", name])).output.trim();

/** The foreign container's networks. */
async function networks(): Promise<string[]> {
  const { NetworkSettings: settings } = await engine.getContainer(foreign).inspect();
  return Object.keys(settings.Networks).sort();
}

beforeAll(async () => {
  project = await createProgram();
  dir = mkdtempSync(join(tmpdir(), `upstreams-${project.id}-`));
  foreign = `by-hand-${project.id}`;
  [closed] = await freePorts();
  const certificates = await (await makeAuthority(join(dir, "ca"))).issue("nas", "nas.lan");
  mkdirSync(join(dir, "run"));
  servers = {
    web: await startServer("web"),
    other: await startServer("other"),
    nas: await startServer("nas", { certificates }),
    h2c: await startServer("h2c", { h2c: true }),
    app: await startServer("app", { socket: `${dir}/run/app.sock` }),
  };
  await startForeign();
  declare();
  await up();
  caddy = await stackOutput("caddy");
});

afterAll(async () => {
  await project.remove();
  await removeForeign();
  await Promise.all(Object.values(servers).map((server) => server.stop()));
  rmSync(dir, { recursive: true, force: true });
});

describe("a route to what Pulumi does not run", () => {
  test.each([
    ["a process on the Docker host", "web", /^web HTTP\/1.1 web.localhost$/],
    ["https with a CA and a name of its own", "nas", /^nas HTTP\/1.1 nas.lan$/],
    ["HTTP/2 without TLS", "h2c", /^h2c HTTP\/2.0 h2c.localhost$/],
    ["a Unix socket", "app", /^app HTTP\/1.1 app.localhost$/],
    ["a container that was started by hand", "foreign", /^Host: foreign.localhost/m],
  ])("leads to %s", async (_what, name, body) => {
    const reply = await ask(name);

    expect(reply.body).toMatch(body);
    expect(reply.status).toBe(200);
  });

  test("spreads requests by weight", async () => {
    const answers = [];
    for (let request = 0; request < 8; request++)
      answers.push((await ask("weighted")).body.split(" ")[0]);

    expect(answers.filter((each) => each === "web")).toHaveLength(6);
    expect(answers.filter((each) => each === "other")).toHaveLength(2);
  });

  test("is the same in the next preview", async () => {
    expect((await project.previewNoChanges()).code).toBe(0);
  });
});

describe("an upstream that does not answer", () => {
  test("fails the update, which says what was tried, beside faults on other routes", async () => {
    const url = `http://host.docker.internal:${closed}`;
    declare({ faults: true, toxics: SLOW, dead: { to: [{ url }] } });
    const { code, output } = await project.up();

    expect(code).not.toBe(0);
    const [message] = printed("error: https://dev.localhost/ does not answer");
    const here = message
      .replace("dev.localhost/", `dead.localhost:${project.httpsPort}/`)
      .replaceAll(/(?<=docker\.internal:|dial tcp [\d.]+:)3000/g, `${closed}`);
    expectPrinted(here, output);
  });
});

describe("faults between the proxy and an upstream", () => {
  test.each([
    ["the Docker host", "web", /^web HTTP\/1.1 web.localhost$/],
    ["https, whose name stays", "nas", /^nas HTTP\/1.1 nas.lan$/],
  ])("are noticed with %s", async (_what, name, body) => {
    const reply = await ask(name);

    expect(reply.body).toMatch(body);
    expect(reply.duration).toBeGreaterThanOrEqual(400);
  });
});

/** The file of a route with the address of the Docker host. */
const HOST_FILE = "h2c/host.docker.internal";

describe("a container that its owner recreates", () => {
  test("is shown as a change, and connected again", async () => {
    await removeForeign();
    await startForeign();
    await writeFiles(engine, caddy, "/config/gatehouse", { [HOST_FILE]: "192.0.2.1" });
    declare({
      faults: true,
      toxics: SLOW,
      dead: { to: [{ url: `http://host.docker.internal:${closed}` }], mayBeDown: true },
    });
    const preview = await project.ownPulumi(["preview", "--diff"]);
    await up();

    expect(preview.output).toContain(
      `the file ${HOST_FILE} does not have the Docker host's address`,
    );
    expect((await ask("h2c")).status).toBe(200);
    expect(preview.output).toContain(
      `container ${foreign} is not on the network ${project.network}`,
    );
    expect((await ask("foreign")).status).toBe(200);
    expect((await ask("dead")).status).toBe(502);
    expect((await project.previewNoChanges()).code).toBe(0);
  });

  test("changes nothing while it is missing, but no new route can lead to it", async () => {
    await removeForeign();
    const { code } = await project.previewNoChanges();
    declare({ faults: true, toxics: SLOW, dead: { to: [{ container: foreign, port: 80 }] } });
    const { output } = await project.ownPulumi(["preview"]);
    await startForeign();

    expect(code).toBe(0);
    expect(output).toContain(
      `there is no container "${foreign}" on the Docker host unix:///var/run/docker.sock. Start it, or ` +
        "correct the name: docker ps --all. Where that is fine, set mayBeDown: true.",
    );
  });
});

test("no change of a route replaces the proxy", async () => {
  expect(await stackOutput("caddy")).toBe(caddy);
});

test("another network takes the container along", async () => {
  const other = `${project.network}_2`;
  declare({ network: other });
  await up();

  expect(await networks()).toEqual(["bridge", other]);
  expect((await ask("foreign")).status).toBe(200);
});

test("destroy leaves nothing, and gives the container back as it was", async () => {
  await project.ownPulumi(["destroy", "--yes", "--skip-preview"]);

  expect(await networks()).toEqual(["bridge"]);
  expect(await inventory([`gatehouse-${project.id}`, project.network])).toEqual([]);
});

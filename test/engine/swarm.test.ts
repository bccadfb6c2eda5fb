import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../components/command/main";
import type { StackStatus } from "../../components/command/status/model";
import {
  type Directive,
  directive,
  IMAGE_MODULES,
  reverseProxy,
  site,
  upstreams,
} from "../../components/labels";
import { testConsole } from "../command/console";
import { visit } from "./support/http";
import { startLoad } from "./support/load";
import { createProgram, type ProgramProject } from "./support/program";
import { documentIn, type Outcome, ownBackend } from "./support/project";
import { type Cluster, startCluster } from "./support/swarm";

/* A Swarm of two engines, each in its own network namespace. */

const HOST = "shop.localhost";
/** A host whose CA can't be reached. */
const LATE = "late.example.com";
const ACME = { email: "ops@example.com", ca: "https://127.0.0.1:9/directory" };
let project: ProgramProject;
let cluster: Cluster;

/** Options of the shop's tasks, which Docker reports in forms of its own. */
const OPTIONS = {
  command: ["serve"],
  workingDir: "/work",
  user: "1000:1001",
  volumes: [
    { type: "tmpfs", target: "/scratch" },
    { type: "bind", source: "/etc", target: "/host", readOnly: true },
  ],
  files: { "/etc/shop/shop.conf": { content: "port 8080", uid: 1000, mode: 0o400 } },
  secrets: { token: { content: "canary", uid: 1000, mode: 0o400 } },
  extraHosts: { "printer.lan": "192.0.2.7" },
  dnsSearch: ["shop.test"],
  labels: { team: "shop" },
  logging: { driver: "json-file", options: { "max-size": "1m" } },
  restart: "on-failure",
  stopSignal: "SIGTERM",
};

/** A log that only a server finds it can't write, and Caddy's words for it. */
const UNWRITABLE = directive("log", [], [directive("output", ["file", "/proc/none/a.log"])]);
const CADDYS_WORDS = /^ {6}\S.*mkdir \/proc\/none: no such file or directory$/m;

/** How often the test repeats what Caddy refuses. */
const ROUNDS = Number(process.env.ROUNDS ?? 1);

/** Writes the program. */
function declare(
  shop: Record<string, unknown> = {},
  network: Record<string, unknown> = {},
  global: readonly Directive[] = [],
  more = "",
) {
  const { images, manager } = cluster;
  const entry = {
    image: { reference: images.caddy, modules: IMAGE_MODULES },
    tls: { mode: "internal", acme: ACME },
    address: "0.0.0.0",
    routing: { global },
    httpPort: project.httpPort,
    httpsPort: project.httpsPort,
    dockerSocket: manager.url.replace("unix://", ""),
  };
  const service = {
    image: images.v1,
    port: 8080,
    hosts: [HOST],
    replicas: 2,
    environment: { BOOT: "1s", TOKEN: "t" },
    healthcheck: { command: ["/service", "healthcheck"] },
    stopGracePeriod: 5,
    ...OPTIONS,
    ...shop,
  };
  const net = { networkName: project.network, mode: "swarm", ...network };
  project.program(
    `const { CaddyProxy, PrivateNetwork, ProxiedService, ProxiedUpstream, ProxyNetwork } = gatehouse;
     const { rootCertificate, Service } = gatehouse;
     const network = new ProxyNetwork("net", ${JSON.stringify(net)});
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(entry)} });
     const backend = new PrivateNetwork("backend", { mode: "swarm" });
     const networks = [{ network: backend }];
     const placement = { constraints: ["node.role == manager"] };
     const db = new Service("db", { image: "${images.v1}", port: 8080, networks, placement });
     const options = ${JSON.stringify(service)};
     const environment = { ...options.environment, DB: db.address };
     const shop = new ProxiedService("shop", { entry, ...options, environment, networks });
     ${more}
     return { root: rootCertificate(entry), shop: shop.containerNames };`,
  );
}

/** Returns the output of a command; fails with it if the command failed. */
async function succeed(ran: Promise<Outcome>): Promise<string> {
  const { code, output } = await ran;
  if (code !== 0) throw new Error(output);
  return output;
}

/** Runs the package's command with the stack's own Pulumi; returns what it printed. */
async function gatehouse(...args: string[]): Promise<string> {
  const { console, written } = testConsole();
  const findPulumi = async () => ({
    ...{ shown: "pulumi", projectDir: project.dir },
    run: async (given: readonly string[]) => (await project.ownPulumi(given)).code,
    capture: async (given: readonly string[]) => {
      const { code, output: stdout } = await project.ownPulumi(given);
      return { code, stdout, stderr: stdout };
    },
  });
  const code = await run([...args, "--stack", "dev"], console, findPulumi);
  if (code !== 0) throw new Error(written.out + written.err);
  return written.out;
}

const up = () => succeed(project.up());

const ask = (node: "manager" | "worker", ca?: string, path?: string) =>
  visit({ machine: cluster[node].address, port: project.httpsPort, host: HOST, ca, path });

const output = async (name: string) =>
  JSON.parse((await project.ownPulumi(["stack", "output", "--json"])).output)[name];

/** The name of a service in the Swarm. */
const swarmName = (name: string) => `gatehouse-${project.id}-dev-${name}`;

/** The tasks of a service that Swarm wants to run, each with its node. */
async function tasks(name: string): Promise<{ id: string; node: string; state: string }[]> {
  const { engine } = cluster.manager;
  const filters = { service: [swarmName(name)], "desired-state": ["running"] };
  const found = await engine.listTasks({ filters });
  return found.map(({ ID: id, NodeID: node, Status: { State: state } }) => ({ id, node, state }));
}

beforeAll(async () => {
  project = await createProgram();
  cluster = await startCluster(project.images.caddy ?? "");
  project.configure({ "docker:host": cluster.manager.url });
  declare();
  await up();
});

afterAll(async () => {
  await project.remove();
  await cluster.remove();
});

describe("a program in a Swarm", () => {
  test("shows no change in the preview after an update", async () => {
    await succeed(project.previewNoChanges());
  });

  test("answers on every node with one CA, from tasks on every node", async () => {
    const root = await output("root");
    const seen = new Set<string>();
    for (const node of ["manager", "worker"] as const) {
      for (let times = 0; times < 8; times += 1) {
        const { status, body } = await ask(node, root);
        expect(status).toBe(200);
        seen.add(`${node} ${body.split(" ")[1]}`);
      }
    }
    expect(seen.size).toBe(4);
  });

  test("has its logs, by the names of its services", async () => {
    expect(await gatehouse("logs")).toContain(` ${swarmName("caddy")} `);
  });

  test("gives its tasks their options, their files and a way to the database", async () => {
    const at = async (path: string) => (await ask("worker", undefined, path)).body;
    const process = JSON.parse(await at("/process"));
    expect(process).toMatchObject({
      ...{ args: ["/service", "serve"], directory: "/work", uid: 1000 },
      ...{ gid: 1001 },
    });
    expect(await at("/disk?path=/etc/shop/shop.conf")).toBe("port 8080");
    expect(await at("/disk?path=/run/secrets/token")).toBe("canary");
    expect(await at("/disk?path=/etc/hosts")).toContain("192.0.2.7");
    expect(await at(`/dial?address=${swarmName("db")}:8080`)).toBe("connected\n");
    const inspected = await cluster.manager.docker("service", "inspect", swarmName("shop"));
    expect(inspected).not.toContain("canary");
  });

  test("shows in gatehouse status how many tasks run, and the certificate of a node", async () => {
    const args = ["exports/gatehouse.js", "status", "--json"];
    const outcome = await project.run("node", args, ownBackend(project.dir));
    expect(outcome.code, outcome.output).toBe(0);
    const { components } = documentIn<StackStatus>(outcome);
    expect(components.map(({ name, health }) => [name, health])).toEqual([
      ["db", { healthy: 1, wanted: 1 }],
      ["shop", { healthy: 2, wanted: 2 }],
      ["caddy", { healthy: 3, wanted: 3 }],
    ]);
    expect(components[1]?.certificates).toMatchObject([
      { host: HOST, until: expect.stringMatching(/Z$/) },
    ]);
  });

  test("runs servers without Docker's socket, root and a writable disk", async () => {
    const text = await cluster.manager.docker("service", "inspect", swarmName("caddy"));
    const { ContainerSpec: container } = JSON.parse(text)[0].Spec.TaskTemplate;
    expect(container).toMatchObject({ User: "65532:65532", ReadOnly: true });
    expect(text).not.toMatch(/docker\.sock|PRIVATE KEY/);
  });

  test("replaces tasks one after the other without a lost request", async () => {
    const { address } = cluster.manager;
    declare({ image: cluster.images.v2 });
    const load = startLoad({ address, port: project.httpsPort, host: HOST });
    await up();
    await load.until(10_000);
    const report = await load.stop();
    console.log(`${report.requests} requests, longest gap ${Math.round(report.longestGap)} ms`);
    expect(report.failed).toEqual([]);
    expect(Object.keys(report.versions)).toEqual(["v1", "v2"]);
  });

  test("goes back to the release before without a lost request, and forth", async () => {
    const load = startLoad({
      address: cluster.manager.address,
      port: project.httpsPort,
      host: HOST,
    });
    const back = await gatehouse("rollback", "shop");
    const { body } = await ask("manager");
    await gatehouse("rollback", "--clear", "shop");
    const { failed, requests } = await load.stop();

    console.log(`2 updates, ${requests} requests, ${failed.length} lost`);
    expect(back).toContain(`shop is back at image ${cluster.images.v1}, which took over at`);
    expect(body).toMatch(/^v1 /);
    expect((await ask("manager")).body).toMatch(/^v2 /);
    expect(failed).toEqual([]);
  });

  test("changes a route without replacing a task", async () => {
    const before = await tasks("shop");
    const rateLimit = { key: "everybody", events: 2, window: "1m" };
    const routes = [{ path: "/limited", rateLimit }];
    declare({ image: cluster.images.v2, routes, responseHeaders: { set: { "X-Shop": "open" } } });
    await up();
    expect(await tasks("shop")).toEqual(before);
    await expect.poll(async () => (await ask("worker")).headers["x-shop"]).toBe("open");
    // The rate limit has not counted the requests by which the update tested the route.
    for (const node of ["manager", "worker"] as const) {
      const statuses: number[] = [];
      for (let times = 0; times < 3; times += 1) {
        statuses.push((await ask(node, undefined, "/limited")).status);
      }
      expect(statuses).toEqual([200, 200, 429]);
    }
  });

  test("warns of a certificate that Caddy can't get yet", async () => {
    const args = `{ entry, hosts: ["${LATE}"], tls: "acme", to: [{ url: "http://192.0.2.1" }] }`;
    const given = { image: cluster.images.v2, responseHeaders: { set: { "X-Shop": "open" } } };
    declare(given, {}, [], `new ProxiedUpstream("late", ${args});`);
    const { code, output } = await project.up();
    const preview = await project.ownPulumi(["preview"]);

    expect(code, output).toBe(0);
    expect(output).toContain(`warning: ${LATE} has no certificate yet. Caddy keeps trying`);
    expect(output).toContain("The proxy can't reach the ACME server: check the account's ca,");
    expect(preview.output).toContain("~ 1 to update");
  });

  test("loses no request to labels that Caddy refuses, and names their service", async () => {
    const { address } = cluster.manager;
    const before = await tasks("caddy");
    const given = { image: cluster.images.v2, responseHeaders: { set: { "X-Shop": "open" } } };
    const sites = [site(HOST, reverseProxy(upstreams(8080)), UNWRITABLE)];
    const load = startLoad({ address, port: project.httpsPort, host: HOST });
    for (let round = 0; round < ROUNDS; round++) {
      declare({ ...given, hosts: undefined, responseHeaders: undefined, sites });
      const route = await project.up();
      declare(given, {}, [{ ...UNWRITABLE, args: ["default"] }]);
      const entry = await project.up();

      for (const [{ code, output: text }, resource] of [
        [route, "shop-route"],
        [entry, "caddy-route"],
      ] as const) {
        expect(code).not.toBe(0);
        expect(text).toContain(`(${resource}):`);
        expect(text).toContain("Caddy refuses the labels of this route, and the servers keep");
        expect(text).toMatch(CADDYS_WORDS);
      }
    }
    const { requests, failed } = await load.stop();
    console.log(`${2 * ROUNDS} attempts, ${requests} requests, ${failed.length} lost`);
    declare(given);
    await up();

    expect(failed).toEqual([]);
    expect(await tasks("caddy")).toEqual(before);
    const services = await cluster.manager.docker("service", "ls", "--format", "{{.Name}}");
    expect(services).not.toContain("trial");
  });

  test("removes the services and secrets that an interrupted update left", async () => {
    const { engine } = cluster.manager;
    const { Spec: shop } = await engine.getService(swarmName("shop")).inspect();
    const labels = { "gatehouse.stack": shop.Labels["gatehouse.stack"] };
    await engine.createService({
      Name: "left-service",
      Labels: labels,
      TaskTemplate: { ContainerSpec: { Image: cluster.images.v1 } },
      Mode: { Replicated: { Replicas: 0 } },
    });
    await engine.createSecret({ Name: "left-secret", Labels: labels, Data: "bGVmdA==" });

    const text = await up();

    expect(text).toContain("Removed service left-service, which an interrupted update had left.");
    expect(text).toContain("Removed secret left-secret, which an interrupted update had left.");
    await succeed(project.previewNoChanges());
  });

  test("rolls back a release that fails", async () => {
    declare({ image: cluster.images.v1, environment: { FAIL: "no database" } });
    const { code, output } = await project.up();
    expect(code).not.toBe(0);
    expect(output).toMatch(
      /error: service gatehouse-\w+-dev-shop was rolled back: rollback completed\. The last task with an error reports: task: non-zero exit \(1\)\./,
    );
    expect((await ask("manager")).body).toMatch(/^v2 /);
  });

  test("reports all arguments that a Swarm refuses in one message", async () => {
    declare({ canary: { image: "a:1", weight: 10 }, containerName: "shop", drain: 1 });
    const { output } = await project.ownPulumi(["preview"]);
    expect(output).toContain('ProxiedService "shop": 3 problems');
  });

  test("is refused on an engine outside a Swarm", async () => {
    project.configure({});
    const { code, output } = await project.ownPulumi(["preview"]);
    project.configure({ "docker:host": cluster.manager.url });
    expect(code).not.toBe(0);
    expect(output).toContain(
      'Docker host unix:///var/run/docker.sock: is in no Swarm (its state there is "inactive").',
    );
  });

  test("keeps its routes without its controller", async () => {
    declare({ image: cluster.images.v2 });
    const name = swarmName("caddy-controller");
    await cluster.manager.docker("service", "scale", "--detach", `${name}=0`);
    await expect.poll(() => tasks("caddy-controller")).toEqual([]);
    for (const node of ["manager", "worker"] as const) expect((await ask(node)).status).toBe(200);
    await up();
    expect(await tasks("caddy-controller")).toHaveLength(1);
  });

  test("moves the tasks of a lost node", async () => {
    const lost = (await cluster.worker.engine.info()).Swarm?.NodeID;
    expect((await tasks("shop")).map(({ node }) => node)).toContain(lost);
    await cluster.worker.stop();
    const elsewhere = async () =>
      (await tasks("shop")).filter(({ node, state }) => node !== lost && state === "running");
    await expect.poll(elsewhere).toHaveLength(2);
    const answering = async () => {
      const replies = await Promise.all(Array.from({ length: 16 }, () => ask("manager")));
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
      return [...new Set(replies.map(({ body }) => body.split(" ")[1]))];
    };
    await expect.poll(answering).toHaveLength(2);
  });

  test("can be updated on the one remaining node", async () => {
    const { ID: lost } = (await cluster.manager.engine.listNodes()).find(
      ({ Status: { State: state } }) => state === "down",
    ) ?? { ID: "" };
    await cluster.manager.docker("node", "rm", "--force", lost);
    declare({ image: cluster.images.v1 });
    await up();
    expect((await ask("manager")).body).toMatch(/^v1 /);
    await succeed(project.previewNoChanges());
  });

  test("leaves nothing when it is destroyed", async () => {
    await succeed(project.ownPulumi(["destroy", "--yes", "--skip-preview"]));
    for (const kind of ["service", "secret", "config"]) {
      expect(await cluster.manager.docker(kind, "ls", "--quiet")).toBe("");
    }
    const networks = await cluster.manager.docker("network", "ls", "--format", "{{.Name}}");
    expect(networks).not.toContain(project.id);
  });
});

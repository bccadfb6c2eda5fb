import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ComponentStatus, StackStatus } from "../../components/command/status/model";
import { caddyWithModules } from "./support/caddy-modules";
import { docker } from "./support/docker";
import { freePorts } from "./support/ports";
import { createProgram, type ProgramProject } from "./support/program";
import { documentIn } from "./support/project";
import { serviceImage } from "./support/service";

/*
 * `gatehouse status` and `gatehouse doctor` of one stack. The tests depend on their order. SERVICES= sets how many
 * services the stack has beside those of the tests; the last test prints how long the status of them all takes.
 */
const SERVICES = Number(process.env.SERVICES ?? 0);
/** How often it is measured. */
const ROUNDS = 5;

let project: ProgramProject;

beforeAll(async () => {
  const { v1: image } = await serviceImage();
  const caddy = await caddyWithModules();
  project = await createProgram();
  const [tcpPort] = await freePorts();
  const { network, labelPrefix, httpPort, httpsPort, apiPort, images } = project;
  const proxy = {
    ...{ labelPrefix, httpPort, httpsPort, tcpPorts: [tcpPort] },
    image: { reference: caddy, modules: ["layer4"] },
  };
  project.program(
    `const { CaddyProxy, ProxiedService, ProxiedTcp, ProxiedUpstream, ProxyNetwork, Service, StaticSite,
       Toxiproxy } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: "${network}" });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     const through = new Toxiproxy("toxiproxy", {
       entry, image: "${images.toxiproxy}", apiPort: ${apiPort}, containerName: "toxiproxy-${project.id}",
     });
     const image = "${image}";
     const service = (name, more) =>
       new ProxiedService(name, { entry, image, port: 8080, hosts: [name + ".localhost"], ...more });
     service("shop", {
       replicas: 2, containerName: "shop-${project.id}", secrets: { key: { content: "canary-1f2e" } },
     });
     service("slow", { faults: { through, toxics: [{ latency: { latency: "10ms" } }] } });
     new StaticSite("hello", { entry, hosts: ["hello.localhost"], content: { "index.html": "hello" } });
     const to = [{ url: "http://host.docker.internal:1" }];
     new ProxiedUpstream("old", { entry, hosts: ["old.localhost"], to, mayBeDown: true });
     new ProxiedTcp("lines", { entry, image, port: ${tcpPort}, containerPort: 9000 });
     for (let number = 1; number <= ${SERVICES}; number++) service("service-" + number);
     new Service("worker", { image, networks: [{ network }] });`,
  );
  await up();
});

afterAll(() => project.remove());

async function up(...more: string[]): Promise<void> {
  const { code, output } = await project.ownPulumi(["up", "--yes", "--skip-preview", ...more]);
  if (code !== 0) throw new Error(output);
}

/** The status, by the names of components. */
async function status(): Promise<{ code: number; of: Record<string, ComponentStatus> }> {
  const outcome = await project.gatehouse("status", "--json");
  const { components } = documentIn<StackStatus>(outcome);
  return {
    code: outcome.code,
    of: Object.fromEntries(components.map((each) => [each.name, each])),
  };
}

/** Until when the certificate is valid that the entry point serves for a host. */
function servedUntil(servername: string): Promise<number> {
  const options = { host: "127.0.0.1", port: project.httpsPort, servername };
  return new Promise((done, fail) => {
    const socket = connect({ ...options, rejectUnauthorized: false }, () => {
      done(Date.parse(socket.getPeerCertificate().valid_to));
      socket.destroy();
    });
    socket.once("error", fail);
  });
}

const doctor = async () => {
  const { code, output } = await project.gatehouse("doctor");
  return { code, lines: output.split("\n").map((line) => line.trim().replace(/\s{2,}/g, " ")) };
};

test("shows that all is well, and the faults that the program declares", async () => {
  const { code, of } = await status();
  const own = Object.entries(of).filter(([name]) => !name.startsWith("service-"));
  const health = own.map(([name, each]) => [
    name,
    each.health && `${each.health.healthy}/${each.health.wanted}`,
    each.answers,
  ]);

  expect(code).toBe(0);
  expect(health.sort()).toEqual([
    ["caddy", "2/2", undefined],
    ["hello", undefined, true],
    ["lines", "1/1", undefined],
    ["old", undefined, undefined],
    ["shop", "2/2", undefined],
    ["slow", "1/1", undefined],
    ["toxiproxy", "1/1", undefined],
    ["worker", "1/1", undefined],
  ]);
  expect(of.slow?.faults?.[0]?.toxics).toMatchObject([{ type: "latency" }]);
  expect(Object.values(of).flatMap(({ drift, problems }) => [...drift, ...problems])).toEqual([]);
});

test("shows the certificates that the entry point serves", async () => {
  const { of } = await status();
  const hosts = ["shop", "slow", "hello", "old"];
  const shown = hosts.map((name) => Date.parse(of[name]?.certificates?.[0]?.until ?? ""));

  expect(shown).toEqual(await Promise.all(hosts.map((name) => servedUntil(`${name}.localhost`))));
});

test("prints a table without secrets", async () => {
  const { code, output } = await project.gatehouse("status");

  expect(code, output).toBe(0);
  expect(output).toMatch(
    /^shop\.localhost +shop +test-service:\S+ +2\/2 +\d+ \w+ ago +1[12] h left +- +-$/m,
  );
  expect(output).toMatch(/^slow\.localhost .* latency +-$/m);
  expect(output).not.toContain("canary-1f2e");
});

test("has nothing to complain of to the doctor", async () => {
  const { code, lines } = await doctor();

  expect(code, lines.join("\n")).toBe(0);
  expect(lines).toContain(`ok containers ${8 + SERVICES} of ${8 + SERVICES} healthy`);
  expect(lines).toContain("ok ports free, or the stack's own");
  expect(lines).toContain(`ok network ${project.network}`);
  expect(lines.at(-2)).toBe("No problem found.");
});

test("shows what somebody killed, removed and added by hand", async () => {
  const toxiproxy = ["exec", `toxiproxy-${project.id}`, "/toxiproxy-cli"];
  const api = ["--host", "http://toxiproxy-api:8474"];
  const route = `label=gatehouse.route=gatehouse-${project.id}/dev/sites/hello`;
  await docker("kill", `shop-${project.id}-2`);
  await docker("rm", "--force", await docker("ps", "-aq", "--filter", route));
  await docker(...toxiproxy, ...api, "toxic", "add", "-t", "timeout", "-n", "byhand", "slow");
  const { code, of } = await status();

  expect(code).toBe(1);
  expect(of.shop).toMatchObject({
    health: { healthy: 1, wanted: 2 },
    drift: [`container shop-${project.id}-2 is stopped`],
  });
  expect(of.hello?.drift).toEqual(["the container with its labels is gone"]);
  expect(of.slow?.faults?.[0]?.toxics.map(({ name }) => name)).toContain("byhand");
  expect(of.slow?.drift).toEqual([
    "path slow has a toxic byhand, which the program does not declare: up leaves it, and " +
      "toxiproxy-cli removes it",
  ]);
  expect([of.worker?.drift, of.lines?.drift, of.caddy?.drift]).toEqual([[], [], []]);
});

test("has the doctor say what to do about it", async () => {
  const { code, lines } = await doctor();

  expect(code).toBe(1);
  expect(lines).toContain(
    `problem containers shop: 1 of 2 healthy: container shop-${project.id}-2 is stopped. Its log: gatehouse logs shop`,
  );
  expect(lines).toContain(
    "problem drift hello: the container with its labels is gone. To repair it: npm run pulumi -- up --refresh --stack dev",
  );
});

test("is well again after what it recommends", async () => {
  const toxiproxy = ["exec", `toxiproxy-${project.id}`, "/toxiproxy-cli"];
  const api = ["--host", "http://toxiproxy-api:8474"];
  await docker(...toxiproxy, ...api, "toxic", "remove", "-n", "byhand", "slow");
  await up("--refresh");

  const { code, of } = await status();

  expect(Object.values(of).flatMap(({ drift, problems }) => [...drift, ...problems])).toEqual([]);
  expect(code).toBe(0);
});

test("names the stack that was meant", async () => {
  const { code, output } = await project.gatehouse("status", "--stack", "dve");

  expect([code, output]).toEqual([
    2,
    'gatehouse: there is no stack "dve". Did you mean dev?\nStacks of this project: dev.\n',
  ]);
});

if (SERVICES > 0) {
  test("is measured", async () => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      expect((await project.gatehouse("status")).code).toBe(0);
      times.push(Math.round(performance.now() - began));
    }
    process.stderr.write(`gatehouse status of ${SERVICES} more services: ${times.join(", ")} ms\n`);
  });
}

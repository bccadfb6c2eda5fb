import { connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caddyWithModules } from "./support/caddy-modules";
import { mayBuildImages } from "./support/debian";
import { docker } from "./support/docker";
import { visit } from "./support/http";
import { askOnce, openLines, startLines } from "./support/lines";
import { freePorts } from "./support/ports";
import { postgresImage } from "./support/postgres";
import { createProgram, type ProgramProject } from "./support/program";
import { type ServiceImages, serviceImage } from "./support/service";

/* TCP through the entry point, with the real module layer4. The tests depend on their order. */

const PASSWORD = "canary-5d21";
/** Milliseconds that a container takes to listen. */
const BOOT = 1500;
/** Seconds that connections to a replaced container go on. */
const DRAIN = 2;

let project: ProgramProject;
let caddy: string;
let images: ServiceImages;
let postgres: string | undefined;
let ports: Record<"echo" | "greeter" | "named" | "db", number>;

/** The parts of the program that the tests change. */
interface Variables {
  /** The release of the echo. */
  readonly release?: "v1" | "v2";
  /** Whether the database has a name instead of a port of its own. */
  readonly byName?: boolean;
  /** The fault of the second service of a name. */
  readonly toxic?: object;
}

/** Of each answer of the second service of a name. */
const LATENCY_MS = 300;

const LATENCY = { latency: { latency: `${LATENCY_MS}ms` } };

function declare({ release = "v1", byName = false, toxic = LATENCY }: Variables = {}) {
  const { network, labelPrefix, httpPort, httpsPort, apiPort } = project;
  const proxy = {
    ...{ labelPrefix, httpPort, httpsPort, tcpPorts: Object.values(ports) },
    image: { reference: caddy, modules: ["layer4"] },
  };
  const boot = { environment: { BOOT: `${BOOT}ms` }, readyTimeout: 600 };
  const service = (name: keyof typeof ports, containerPort: number) =>
    JSON.stringify({ image: images.v1, port: ports[name], containerPort, ...boot });
  const named = { hosts: ["db.localhost"], tls: "terminate", startTls: "postgres" };
  const db = {
    ...{ image: postgres, port: ports.db, containerPort: 5432, ...(byName && named) },
    volumes: [{ source: "rows", target: "/var/lib/postgresql/data" }],
    secrets: { password: { content: PASSWORD, uid: 999, mode: 0o400 } },
    environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/password" },
    readyTimeout: 600,
    healthcheck: { command: ["pg_isready", "-h", "127.0.0.1", "-U", "postgres"] },
  };
  project.program(
    `const { CaddyProxy, ProxiedTcp, ProxyNetwork, Toxiproxy } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: "${network}" });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     const through = new Toxiproxy("toxiproxy", {
       entry, image: "${project.images.toxiproxy}", apiPort: ${apiPort},
     });
     const tcp = (name, args) => new ProxiedTcp(name, { entry, ...args });
     tcp("echo", { ...${service("echo", 9000)}, image: "${images[release]}", replicas: 2, drain: ${DRAIN} });
     tcp("greeter", { ...${service("greeter", 9022)}, proxyProtocol: "v1" });
     tcp("one", { ...${service("named", 9000)}, hosts: ["one.localhost"], tls: "terminate" });
     const faults = { through, toxics: [${JSON.stringify(toxic)}] };
     tcp("two", { ...${service("named", 9443)}, hosts: ["two.localhost"], tls: "pass-through", faults });
     ${postgres === undefined ? "" : `tcp("db", ${JSON.stringify(db)});`}`,
  );
}

async function up(variables: Variables = {}): Promise<void> {
  declare(variables);
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
}

/** Runs a statement by a real client of PostgreSQL. */
function sql(statement: string, connection: string): Promise<string> {
  const client = ["run", "--rm", "--network", "host", "--env", `PGPASSWORD=${PASSWORD}`];
  const where = `hostaddr=127.0.0.1 port=${ports.db} user=postgres ${connection}`;
  return docker(...client, "--entrypoint", "/bin/psql", postgres ?? "", where, "-tAc", statement);
}

/**
 * Begins TLS at once, as clients of PostgreSQL 17 can; returns the protocol that TLS has agreed on, and the kind of
 * the server's first message.
 */
function begin(protocol: string): Promise<string> {
  const where = { host: "127.0.0.1", port: ports.db, servername: "db.localhost" };
  const socket = connect({ ...where, ALPNProtocols: [protocol], rejectUnauthorized: false });
  const startup = Buffer.from("\0\0\0\0\0\x03\0\0user\0postgres\0\0");
  startup.writeUInt32BE(startup.length);
  socket.write(startup);
  return new Promise((resolve, reject) => {
    socket.once("data", (data) => {
      resolve(`${socket.alpnProtocol} ${data.toString("latin1", 0, 1)}`);
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
  });
}

beforeAll(async () => {
  images = await serviceImage();
  caddy = await caddyWithModules();
  postgres = mayBuildImages() ? await postgresImage() : undefined;
  project = await createProgram();
  const [echo, greeter, named] = await freePorts();
  const [db] = await freePorts();
  ports = { echo, greeter, named, db };
  await up();
});

afterAll(() => project.remove());

describe("by port", () => {
  test("a service gets what clients send", async () => {
    expect(await askOnce({ port: ports.echo })).toBe("v1 hello");
  });

  test("a service may speak first, and is told the client's address by the PROXY protocol", async () => {
    const greeter = openLines({ port: ports.greeter });

    expect(await greeter.next()).toBe("v1 welcome");
    expect(await greeter.next()).toMatch(
      new RegExp(`^v1 PROXY TCP4 [\\d.]+ [\\d.]+ \\d+ ${ports.greeter}$`),
    );
    expect(await greeter.ask("thanks")).toBe("v1 thanks");
    greeter.close();
  });

  test.skipIf(!mayBuildImages())("PostgreSQL answers its own client", async () => {
    expect(await sql("create table rows (number int)", "host=db")).toBe("CREATE TABLE");
  });
});

describe("by name", () => {
  test("the proxy ends TLS with a certificate for the name", async () => {
    const one = openLines({ port: ports.named, host: "one.localhost" });

    expect(await one.ask("hello")).toBe("v1 hello");
    expect((one.socket as TLSSocket).getPeerCertificate().subjectaltname).toBe("DNS:one.localhost");
    one.close();
  });

  test("TLS passes through Toxiproxy to a service that has its own certificate", async () => {
    const two = openLines({ port: ports.named, host: "two.localhost" });
    const began = performance.now();

    expect(await two.ask("hello")).toBe("v1 hello");
    expect(performance.now() - began).toBeGreaterThanOrEqual(2 * LATENCY_MS);
    expect((two.socket as TLSSocket).getPeerCertificate().subject.CN).toBe("test-service");
    two.close();
  });

  test("another name, and no TLS, lead nowhere", async () => {
    await expect(askOnce({ port: ports.named, host: "three.localhost" })).rejects.toThrow();
    await expect(askOnce({ port: ports.named })).rejects.toThrow(/closed|ECONNRESET/);
  });

  test("the host of a certificate has no page", async () => {
    const { status, body } = await visit({ port: project.httpsPort, host: "one.localhost" });

    expect([status, body]).toEqual([200, ""]);
  });
});

test("an update loses no new connection, and open ones go on until the old container stops", async () => {
  const held = openLines({ port: ports.echo });
  await held.ask("hello");
  const other = openLines({ port: ports.named, host: "one.localhost" });
  await other.ask("hello");
  const load = startLines({ port: ports.echo });

  await up({ release: "v2" });
  const { failed, versions, since, longest } = await load.stop();
  const heldFor = (await held.closed) - (since.v2 ?? 0);
  console.log(
    `${Object.values(versions).reduce((a, b) => a + b)} connections, ${failed.length} lost, the longest took ` +
      `${longest.toFixed()} ms; open ones went on for ${(heldFor / 1000).toFixed(1)} s`,
  );

  expect(failed).toEqual([]);
  expect(versions).toEqual({ v1: expect.any(Number), v2: expect.any(Number) });
  // A connection that had to wait for a container to listen would take as long as that.
  expect(longest).toBeLessThan(BOOT);
  expect(heldFor).toBeGreaterThan(DRAIN * 1000 - 200);
  expect(await other.ask("still here")).toBe("v1 still here");
  other.close();
});

test("rollback brings back the release of before without a lost connection, until --clear", async () => {
  const load = startLines({ port: ports.echo });

  const back = await project.gatehouse("rollback", "echo");
  const { failed, versions } = await load.stop();
  const cleared = await project.gatehouse("rollback", "--clear", "echo");

  expect(back.output).toContain(`echo is back at image ${images.v1}, which took over at `);
  expect([back.code, cleared.code]).toEqual([0, 0]);
  expect(failed).toEqual([]);
  expect(versions).toEqual({ v1: expect.any(Number), v2: expect.any(Number) });
  expect(await askOnce({ port: ports.echo })).toBe("v2 hello");
});

test("a change of routes and faults reloads the proxy, and cuts no open connection", async () => {
  const one = openLines({ port: ports.named, host: "one.localhost" });
  await one.ask("hello");
  const load = startLines({ port: ports.echo });

  await up({ release: "v2", byName: true, toxic: { resetPeer: {} } });
  const { failed, versions } = await load.stop();
  console.log(`${versions.v2} connections, ${failed.length} lost`);

  expect(failed).toEqual([]);
  expect(await one.ask("still here")).toBe("v1 still here");
  await expect(askOnce({ port: ports.named, host: "two.localhost" })).rejects.toThrow();
  one.close();
});

test.skipIf(!mayBuildImages())(
  "PostgreSQL by name has the rows of before, for clients that ask for TLS in its protocol",
  async () => {
    const named = "host=db.localhost sslmode=require";

    expect(await sql("select count(*) from rows", named)).toBe("0");
    expect(await begin("postgresql")).toBe("postgresql R");
    await expect(begin("h2")).rejects.toThrow();
    await expect(sql("select 1", "host=db.localhost sslmode=disable")).rejects.toThrow();
    await expect(sql("select 1", "host=other.localhost sslmode=require")).rejects.toThrow();
  },
);

test("a new connection goes to a container that runs, or waits for one that starts", async () => {
  const filter = ["--filter", `network=${project.network}`, "--filter", "name=echo"];
  const containers = (await docker("ps", ...filter, "--format", "{{.ID}}")).split("\n");
  const [first = "", second = ""] = containers;
  await docker("stop", first);
  const answers = [await askOnce({ port: ports.echo }), await askOnce({ port: ports.echo })];
  await docker("stop", second);
  const waiting = askOnce({ port: ports.echo });
  await docker("start", first, second);

  expect(answers).toEqual(["v2 hello", "v2 hello"]);
  expect(await waiting).toBe("v2 hello");
});

test("the next preview shows no change", async () => {
  expect((await project.previewNoChanges()).code).toBe(0);
});

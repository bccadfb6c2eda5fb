import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logLines } from "../../components/docker/containers/output";
import { poll } from "../../components/docker/poll";
import { engine } from "./support/docker";
import { type Echo, startEcho, startProxied } from "./support/echo";
import { type Request, requestFrom } from "./support/elsewhere";
import { type Lan, makeAuthority, startLan } from "./support/host";
import type { Plug } from "./support/hosts/lan";
import { visit } from "./support/http";
import { freePorts } from "./support/ports";
import { createProgram, type ProgramProject } from "./support/program";

/*
 * Who the client is: the address that arrives at the service and in the access log, and the certificate.
 * Three entry points of one stack, a load balancer that one of them trusts, and a stranger; docs/clients.md
 * has the addresses as a table.
 */

type Entry = "ports" | "everywhere" | "host";

let project: ProgramProject;
let lan: Lan;
let balancer: Plug;
let stranger: Plug;
let echo: Echo;
let proxied: Echo;
let dir: string;
/** Folders of certificates: of the service's CA, and of another. */
let own: string;
let foreign: string;
/** The port for https of each entry point. */
let ports: Record<Entry, number>;
/** The id of the container of each that serves. */
let servers: Record<Entry, string>;
/** The gateways of the networks of the containers. */
let gateways: string[];

beforeAll(async () => {
  [project, lan] = await Promise.all([createProgram(), startLan()]);
  [balancer, stranger, echo, proxied] = [
    await lan.plug(),
    await lan.plug(),
    await startEcho(),
    await startProxied(),
  ];
  dir = mkdtempSync(join(tmpdir(), `clients-${project.id}-`));
  own = await (await makeAuthority(join(dir, "own"))).issue("alice");
  foreign = await (await makeAuthority(join(dir, "foreign"))).issue("mallory");
  await declare();
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
  servers = JSON.parse((await project.ownPulumi(["stack", "output", "--json"])).output);
  gateways = await gatewaysOf(servers.ports, servers.everywhere);
});

afterAll(async () => {
  await project.remove();
  await lan.remove();
  for (const server of [echo, proxied]) server.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function declare(): Promise<void> {
  const { network, labelPrefix, httpPort, httpsPort, images } = project;
  const [plain6, secure6, plain, secure] = [...(await freePorts()), ...(await freePorts())];
  ports = { ports: httpsPort, everywhere: secure6, host: secure };
  const image = { reference: images.caddy, modules: ["http.handlers.rate_limit"] };
  const common = { image, accessLog: {} };
  const entries = {
    ports: {
      ...{ ...common, labelPrefix, httpPort, httpsPort, address: "0.0.0.0" },
      trustedProxies: { ranges: [balancer.address] },
      proxyProtocol: { allow: [balancer.address] },
      directories: [join(dir, "own")],
    },
    everywhere: {
      ...{ ...common, labelPrefix: `${labelPrefix}-6`, httpPort: plain6, httpsPort: secure6 },
      ...{ address: "::", hardened: false },
    },
    host: {
      ...{ ...common, labelPrefix: `${labelPrefix}-host`, httpPort: plain, httpsPort: secure },
      ...{ address: "::", publish: "host-network" },
    },
  };
  const ca = readFileSync(join(own, "ca.pem"), "utf8");
  const headers = { "X-Client": "subject", "X-Fingerprint": "fingerprint" };
  const to = (server: Echo) => [{ url: `http://host.docker.internal:${server.port}` }];
  project.program(
    `const { output } = require("@pulumi/pulumi");
     const { CaddyProxy, ProxiedService, ProxiedUpstream, ProxyNetwork } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
     const ids = {};
     const route = (entry, name, args) =>
       new ProxiedUpstream(name, { entry, hosts: [name + ".localhost"], ...args });
     const echo = ${JSON.stringify({ to: to(echo) })};
     const entries = Object.entries(${JSON.stringify(entries)}).map(([name, args]) => {
       const entry = new CaddyProxy(name, { network, ...args });
       ids[name] = entry.containerId;
       return entry;
     });
     const [entry] = entries;
     for (const each of entries) route(each, "echo-" + each.name, { ...echo, hosts: ["echo.localhost"] });
     route(entry, "known", { ...echo, onlyRoutes: true, routes: [
       { clientAddresses: ["203.0.113.7"], respond: { body: "known" } },
     ] });
     route(entry, "limited", { ...echo, rateLimit: { events: 1, window: "10m" } });
     for (const proxyProtocol of ["v1", "v2"]) {
       route(entry, proxyProtocol, { ...${JSON.stringify({ to: to(proxied) })}, proxyProtocol });
     }
     const ca = ${JSON.stringify(ca)};
     const headers = ${JSON.stringify(headers)};
     route(entry, "optional", { ...echo, clientAuth: { ca, mode: "verify_if_given", headers } });
     const caFile = ${JSON.stringify(join(dir, "own/ca.pem"))};
     route(entry, "filed", { ...echo, clientAuth: { caFile } });
     new ProxiedService("required", {
       entry, image: ${JSON.stringify(images.whoami)}, port: 80, hosts: ["required.localhost"],
       health: { path: "/health" }, clientAuth: { ca: output(ca), headers },
     });
     return ids;`,
  );
}

async function gatewaysOf(...containers: string[]): Promise<string[]> {
  const found = await Promise.all(containers.map((id) => engine.getContainer(id).inspect()));
  return found.flatMap(({ NetworkSettings: { Networks: networks } }) =>
    Object.values(networks).map(({ Gateway: gateway }) => gateway),
  );
}

/** What a request made the proxy write and the service receive. */
interface Seen {
  /** The other end of the connection, in the access log. */
  peer: string;
  /** The client, in the access log. */
  client: string;
  /** `X-Forwarded-For`, at the service. */
  told: string;
}

let requests = 0;

/** Milliseconds between two looks for an entry of the access log, and until it is there. */
const LOGGED = { interval: 50, timeout: 10_000 };

/** Requests the echo through an entry point, and looks where the address arrived. */
async function seen(
  entry: Entry,
  machine: string,
  from?: Plug,
  more: Partial<Request> = {},
): Promise<Seen> {
  requests += 1;
  const path = `/request-${requests}`;
  const request = { machine, port: ports[entry], host: "echo.localhost", path, ...more };
  const headers = JSON.parse(await requestFrom(from, request));
  const entries = async () => {
    const lines = await logLines(engine, servers[entry], {});
    return lines.find(({ text }) => text.includes(`"uri":"${path}"`))?.text;
  };
  const { remote_ip: peer, client_ip: client } = JSON.parse(
    (await poll(entries, LOGGED)) ?? "",
  ).request;
  return { peer, client, told: headers["x-forwarded-for"] };
}

/** What is seen where nothing but the connection tells of the client. */
const only = (address: string): Seen => ({ peer: address, client: address, told: address });

const forged = { headers: { "X-Forwarded-For": "203.0.113.66" } };

/** A header of the PROXY protocol's version 2, for a client at 100.64.100.9. */
const VERSION_2 = Buffer.from(
  "0d0a0d0a000d0a515549540a2111000c644064090a00000112340102",
  "hex",
).toString();

describe("the client's address", () => {
  test.each<[string, () => Promise<Seen>, () => Seen]>([
    ["a host by the LAN", () => seen("ports", lan.address, stranger), () => only(stranger.address)],
    ["this machine by the LAN", () => seen("ports", lan.address), () => only(lan.address)],
    [
      "a host that forges the header",
      () => seen("ports", lan.address, stranger, forged),
      () => only(stranger.address),
    ],
    [
      "a trusted proxy",
      () => seen("ports", lan.address, balancer, { headers: { "X-Forwarded-For": "203.0.113.7" } }),
      () => ({
        ...{ peer: balancer.address, client: "203.0.113.7" },
        told: `203.0.113.7, ${balancer.address}`,
      }),
    ],
    [
      "a trusted proxy that appends to what its client forges",
      () =>
        seen("ports", lan.address, balancer, {
          headers: { "X-Forwarded-For": "203.0.113.66, 203.0.113.7" },
        }),
      () => ({
        ...{ peer: balancer.address, client: "203.0.113.7" },
        told: `203.0.113.66, 203.0.113.7, ${balancer.address}`,
      }),
    ],
    [
      "a load balancer that speaks the PROXY protocol",
      () =>
        seen("ports", lan.address, balancer, {
          before: `PROXY TCP4 198.51.100.9 ${lan.address} 50000 443\r\n`,
        }),
      () => only("198.51.100.9"),
    ],
    [
      "a load balancer that speaks version 2 of it",
      () => seen("ports", lan.address, balancer, { before: VERSION_2 }),
      () => only("100.64.100.9"),
    ],
    [
      "a host that forges the PROXY protocol",
      () =>
        seen("ports", lan.address, stranger, {
          before: `PROXY TCP4 198.51.100.9 ${lan.address} 50000 443\r\n`,
        }),
      () => only(stranger.address),
    ],
    [
      "a host by the LAN, at the host's network",
      () => seen("host", lan.address, stranger),
      () => only(stranger.address),
    ],
    [
      "this machine, at the host's network",
      () => seen("host", "127.0.0.1"),
      () => only("127.0.0.1"),
    ],
  ])("arrives from %s", async (_from, request, expected) => {
    expect(await request()).toEqual(expected());
  });

  test("of this machine is the gateway's by the loopback address: Docker's userland proxy connects", async () => {
    const { peer, ...others } = await seen("ports", "127.0.0.1");

    expect(gateways).toContain(peer);
    expect(others).toEqual({ client: peer, told: peer });
  });

  describe.skipIf(!existsSync("/proc/net/if_inet6"))("by IPv6", () => {
    test.each<[string, () => Promise<Seen>]>([
      ["this machine", () => seen("everywhere", "::1")],
      ["a host by the LAN", () => seen("everywhere", lan.address6, stranger)],
    ])("is the gateway's for %s, at published ports", async (_from, request) => {
      expect(gateways).toContain((await request()).client);
    });

    test("is for IPv6 alone at ports that are published on ::", async () => {
      await expect(seen("everywhere", lan.address, stranger)).rejects.toThrow(/ECONNREFUSED/);
    });

    test("arrives at the host's network", async () => {
      expect(await seen("host", lan.address6, stranger)).toEqual(only(stranger.address6));
      expect(await seen("host", "::1")).toEqual(only("::1"));
    });
  });

  test("decides a route by clientAddresses", async () => {
    const known = { machine: lan.address, port: ports.ports, host: "known.localhost", path: "/" };
    const headers = { "X-Forwarded-For": "203.0.113.7" };

    expect(await requestFrom(balancer, { ...known, headers })).toBe("known");
    expect(await requestFrom(stranger, { ...known, headers })).toBe("");
  });

  test("has a rate limit of its own, also behind a trusted proxy", async () => {
    const limited = {
      machine: lan.address,
      port: ports.ports,
      host: "limited.localhost",
      path: "/",
    };
    const isServed = async (from: Plug, client: string) => {
      const headers = { "X-Forwarded-For": client };
      return (await requestFrom(from, { ...limited, headers })) !== "";
    };

    expect(await isServed(balancer, "203.0.113.1")).toBe(true);
    expect(await isServed(balancer, "203.0.113.1")).toBe(false);
    expect(await isServed(balancer, "203.0.113.2")).toBe(true);
    expect(await isServed(stranger, "203.0.113.3")).toBe(true);
    expect(await isServed(stranger, "203.0.113.4")).toBe(false);
  });

  test.each(["v1", "v2"])("is sent to a service by the PROXY protocol %s", async (version) => {
    const service = { machine: lan.address, port: ports.ports, host: `${version}.localhost` };

    expect(await requestFrom(stranger, { ...service, path: "/" })).toBe(
      `${version} ${stranger.address}`,
    );
  });
});

describe("the client's certificate", () => {
  const ask = (name: string, certificates?: string, headers = {}) =>
    visit({ port: ports.ports, host: `${name}.localhost`, certificates, headers });
  const forgery = { "X-Client": "CN=mallory", "X-Fingerprint": "00" };

  test("is required, and its owner is passed on", async () => {
    const dropping = { Connection: "close, X-Client, x-fingerprint" };
    const { status, body } = await ask("required", own, { ...forgery, ...dropping });

    expect(status).toBe(200);
    expect(body).toMatch(/^X-Client: CN=alice$/m);
    expect(body).toMatch(/^X-Fingerprint: [0-9a-f]{64}$/m);
    expect(body).not.toMatch(/mallory|: 00$/m);
  });

  test.each([
    ["none", () => undefined],
    ["one of another CA", () => foreign],
  ])("is refused where it is required and there is %s", async (_what, certificates) => {
    await expect(ask("required", certificates())).rejects.toThrow(/alert|ECONNRESET|EPIPE/i);
  });

  test("is verified with a CA in a file of the Docker host", async () => {
    expect((await ask("filed", own)).status).toBe(200);
    await expect(ask("filed", foreign)).rejects.toThrow(/alert|ECONNRESET|EPIPE/i);
  });

  test("is optional, and a client without it can claim no owner", async () => {
    const without = JSON.parse((await ask("optional", undefined, forgery)).body);
    const given = JSON.parse((await ask("optional", own, forgery)).body);

    expect([without["x-client"], without["x-fingerprint"]]).toEqual([undefined, undefined]);
    expect(given["x-client"]).toBe("CN=alice");
    expect(given["x-fingerprint"]).toMatch(/^[0-9a-f]{64}$/);
    await expect(ask("optional", foreign)).rejects.toThrow(/alert|ECONNRESET|EPIPE/i);
  });

  test("can't be avoided by the name of another host in TLS", async () => {
    const fronted = { port: ports.ports, host: "required.localhost", servername: "echo.localhost" };

    expect((await visit(fronted)).status).toBe(421);
  });

  test("leaves the next preview without a change", async () => {
    const { code, output } = await project.previewNoChanges();

    expect(output).not.toMatch(/error/);
    expect(code).toBe(0);
  });
});

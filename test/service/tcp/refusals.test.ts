import { beforeAll, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  DeployMode,
  ProxiedService,
  ProxiedTcp,
  type ProxiedTcpArgs,
  ProxyNetwork,
  Publish,
  StartTls,
  TcpTls,
  TlsMode,
  Toxiproxy,
} from "../../../components";
import { directive } from "../../../components/labels";
import { useMocks } from "../../support/record";

beforeAll(() => useMocks());

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", {
    network: new ProxyNetwork("net"),
    image: { modules: ["layer4"] },
    tcpPorts: [2222, 5432],
    ...args,
  });

/** The problems of a declaration, one a line. */
function refused(declare: () => unknown): string {
  try {
    declare();
  } catch (error) {
    return (error as Error).message
      .replace(/^\w+ "\w+": (\d+ problems\n)?/, "")
      .replaceAll("  - ", "");
  }
  return "nothing is refused";
}

const tcp = (entry: CaddyProxy, name: string, args: object) =>
  new ProxiedTcp(name, { entry, port: 5432, image: "db:1", ...args } as ProxiedTcpArgs);

const problems = (args: object, entry = entryPoint()) => refused(() => tcp(entry, "db", args));

test("names every mistake in one message", () => {
  const args = {
    ...{ port: "5432/udp", containerPort: 0, hosts: "db", tls: "end", startTls: "smtp" },
    ...{ proxyProtocol: "v3", replicas: 0, drain: -1 },
  };

  expect(() => tcp(entryPoint(), "db", args)).toThrow(
    [
      'ProxiedTcp "db": 8 problems',
      '  - port must be an integer from 1 to 65535, got "5432/udp".',
      "  - containerPort must be an integer from 1 to 65535, got 0.",
      '  - hosts must be an array of domain names, such as ["shop.example.com"], got "db".',
      '  - tls must be one of terminate, pass-through, got "end".',
      '  - startTls must be one of postgres, got "smtp".',
      '  - proxyProtocol must be one of v1, v2, got "v3".',
      "  - replicas must be an integer from 1 to 100, got 0.",
      "  - drain must be a number of seconds, 0 or more, got -1.",
    ].join("\n"),
  );
});

test("needs an entry point with the module, on one Docker host, with names of containers", () => {
  expect(problems({}, entryPoint({ image: { modules: ["http.handlers.rate_limit"] } }))).toBe(
    "global option.layer4 needs the module layer4, which the proxy's image lacks. Take an image that has " +
      'it, such as a BuiltCaddyImage with modules: ["github.com/mholt/caddy-l4@v0.1.2"], and list it among ' +
      'the proxy\'s modules: ["layer4"].',
  );
  const network = new ProxyNetwork("swarm", { mode: DeployMode.Swarm });
  const swarm = { network, address: "0.0.0.0", tcpPorts: undefined };
  expect(problems({}, entryPoint(swarm))).toContain(
    "entry must not be in a Swarm, whose servers have no files that name containers.",
  );
  const onHost = { publish: Publish.HostNetwork, tcpPorts: undefined };
  expect(problems({}, entryPoint(onHost))).toContain(
    "entry must not be on the host's network, which knows no names of containers.",
  );
  const blind = entryPoint({ settings: { scanStoppedContainers: false } });
  expect(problems({}, blind)).toBe(
    "entry must not be an entry point whose scanStoppedContainers is false, which does not see the container " +
      "that has the labels.",
  );
  expect(problems({ entry: "caddy" })).toBe(
    'entry must be a CaddyProxy, such as new CaddyProxy("caddy", { network }), got "caddy".',
  );
});

test("needs one of the entry point's ports for TCP", () => {
  expect(problems({ port: 443 })).toBe(
    "port must not be a port of HTTP at the entry point, got 443. Take one of its tcpPorts.",
  );
  expect(problems({ port: 3306 })).toBe(
    "port must be one of the entry point's tcpPorts, got 3306; they are 2222, 5432. Give CaddyProxy " +
      "tcpPorts: [2222, 3306, 5432].",
  );
  expect(problems({}, entryPoint({ tcpPorts: undefined }))).toBe(
    "port must be one of the entry point's tcpPorts, got 5432; it has none. Give CaddyProxy tcpPorts: [5432].",
  );
});

test("takes names only with TLS, and TLS only with what it needs", () => {
  const hosts = ["db.example.com"];
  expect(problems({ hosts })).toBe(
    "tls is needed beside hosts: only with TLS do clients say which host they want. Write tls: " +
      '"terminate" where the proxy ends TLS, "pass-through" where the service does.',
  );
  expect(problems({ tls: TcpTls.Terminate })).toBe(
    'hosts is needed where tls is "terminate": the names of the certificate.',
  );
  expect(problems({ tls: TcpTls.PassThrough })).toBe(
    'tls must be left out without hosts, got "pass-through": TLS reaches the service as it is.',
  );
  const off = entryPoint({ tls: { mode: TlsMode.Off } });
  expect(problems({ hosts, tls: TcpTls.Terminate }, off)).toBe(
    'tls must not be "terminate" behind an entry point whose tls.mode is "off", which gets no certificates. ' +
      'Write tls: "pass-through", or give CaddyProxy another tls.mode.',
  );
  expect(problems({ hosts, tls: TcpTls.PassThrough, startTls: StartTls.Postgres })).toBe(
    'startTls must be left out where tls is not "terminate": the wish for TLS and TLS itself must get to ' +
      "one end. Leave out hosts and tls, too, for a port of its own.",
  );
  const publicly = entryPoint({ tls: { mode: TlsMode.Acme, acme: { email: "ops@example.com" } } });
  const local = ["db.localhost"];
  expect(problems({ hosts: local, tls: TcpTls.Terminate }, publicly)).toBe(
    'hosts[0] must be a name in public DNS where a public CA certifies it, got "db.localhost". Give the ' +
      'entry point\'s ACME account the "ca" of a server of your own, or take another host.',
  );
  expect(problems({ hosts: local, tls: TcpTls.PassThrough }, publicly)).toBe("nothing is refused");
  const twice = { hosts: ["*.example.com", ...hosts, ...hosts], tls: TcpTls.PassThrough };
  expect(problems(twice)).toBe(
    [
      'hosts[0] must be a whole name, without "*", got "*.example.com". List each name.',
      'hosts[2] must be there once, got "db.example.com" twice. Drop one.',
    ].join("\n"),
  );
});

test("has its port, or its names on it, to itself", () => {
  const tls = TcpTls.PassThrough;
  const alone = entryPoint();
  tcp(alone, "one", {});
  const LEADS =
    "port must lead to one service, or to services that all have hosts, got 5432, which ProxiedTcp";
  const TAKE = "Take another of the entry point's tcpPorts, or give each of them hosts and tls.";
  expect(problems({}, alone)).toBe(`${LEADS} "one" has without hosts. ${TAKE}`);
  expect(problems({ hosts: ["db.localhost"], tls }, alone)).toBe(
    `${LEADS} "one" has without hosts. ${TAKE}`,
  );
  const named = entryPoint();
  tcp(named, "one", { hosts: ["db.localhost"], tls });
  expect(problems({}, named)).toBe(`${LEADS} "one" has for db.localhost. ${TAKE}`);
  expect(problems({ hosts: ["other.localhost", "db.localhost"], tls }, named)).toBe(
    'hosts[1] must be a name of one service on port 5432, got "db.localhost", which ProxiedTcp "one" has. ' +
      "Write another name, or another port.",
  );
  expect(problems({ port: 2222, hosts: ["db.localhost"], tls }, named)).toBe("nothing is refused");
  const echo = directive("route", [], [directive("echo")]);
  const layer4 = [directive("udp/:2222", [], [echo]), directive("0.0.0.0:5430-5432", [], [echo])];
  const own = entryPoint({ routing: { global: [directive("layer4", [], layer4)] } });
  expect(problems({ hosts: ["db.localhost"], tls }, own)).toBe(
    "port must lead to one service, or to services that all have hosts, got 5432, which the entry point's " +
      `routing.global has without hosts. ${TAKE}`,
  );
  expect(problems({ port: 2222 }, own)).toBe("nothing is refused");
});

test("has names of its own behind the entry point, on the Docker host and at Toxiproxy", () => {
  const entry = entryPoint();
  new ProxiedService("db", { entry, image: "shop:1", port: 80, hosts: ["shop.localhost"] });
  expect(problems({}, entry)).toBe(
    "has the name of the ProxiedService behind its entry point. Rename one of them.",
  );
  const other = entryPoint();
  tcp(other, "one", { port: 2222, containerName: "database" });
  expect(problems({ containerName: "database" }, other)).toBe(
    'containerName must not name a container "database", as ProxiedTcp "one" does on the same Docker host, ' +
      'got "database". Choose another name.',
  );
  const third = entryPoint();
  const through = new Toxiproxy("toxiproxy", { entry: third });
  tcp(third, "db-2", { port: 2222, faults: { through } });
  expect(problems({ replicas: 2, faults: { through } }, third)).toBe(
    'wants the name "db-2" at Toxiproxy, which ProxiedTcp "db-2" has. Rename one of them.',
  );
  const elsewhere = new Toxiproxy("toxiproxy", { entry: entryPoint() });
  expect(problems({ faults: { through: elsewhere, toxics: [{}] } })).toContain(
    "faults.through must be a Toxiproxy behind the same entry point, whose network it is reached on.",
  );
});

test("an entry point has ports for TCP that nothing else of it has", () => {
  const given = { tcpPorts: [443, 2020, 2019, 5432, 5432, "53/udp"], metrics: {} } as object;
  expect(refused(() => entryPoint(given))).toBe(
    'tcpPorts[5] must be an integer from 1 to 65535, got "53/udp".',
  );
  expect(refused(() => entryPoint({ tcpPorts: [443, 2020, 2019, 5432, 5432], metrics: {} }))).toBe(
    [
      "tcpPorts[0] must differ from httpsPort, got 443.",
      "tcpPorts[1] must differ from the port of the metrics, got 2020.",
      "tcpPorts[2] must differ from 2019, Caddy's own API, got 2019.",
      "tcpPorts[4] must differ from the ports before it, got 5432.",
    ].join("\n"),
  );
  expect(refused(() => entryPoint({ publish: Publish.HostNetwork }))).toBe(
    'tcpPorts must be left out where publish is "host-network", which knows no names of containers, got ' +
      "[2222,5432].",
  );
  const entry = entryPoint({ tcpPorts: [8474] });
  expect(refused(() => new Toxiproxy("toxiproxy", { entry }))).toBe(
    "apiPort must differ from the ports of its entry point, got 8474.",
  );
});

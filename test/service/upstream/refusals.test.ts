import { beforeAll, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  DeployMode,
  ProxiedService,
  ProxiedUpstream,
  type ProxiedUpstreamArgs,
  ProxyNetwork,
  Publish,
  Toxiproxy,
} from "../../../components";
import { CERTIFICATE } from "../../support/certificate";
import { useMocks } from "../../support/record";

beforeAll(() => useMocks());

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy", ...args });

/** The problems, one a line. */
function problems(args: object, entry = entryPoint()): string {
  const usual = { entry, hosts: ["nas.localhost"], to: [{ url: "http://a.lan" }] };
  try {
    new ProxiedUpstream("nas", { ...usual, ...args } as ProxiedUpstreamArgs);
  } catch (error) {
    return (error as Error).message
      .replace(/^ProxiedUpstream "nas": (\d+ problems\n)?/, "")
      .replaceAll("  - ", "");
  }
  return "nothing is refused";
}

const to = (...urls: string[]) => ({ to: urls.map((url) => ({ url })) });

test("names every mistake in one message", () => {
  const args = {
    hosts: "nas",
    to: [{ url: "http://a.lan/api" }, {}, { container: "web" }, { url: "http://c", port: 1 }],
    canary: { weight: 1 },
    routes: [{ path: "api" }],
    mayBeDown: "yes",
  };

  expect(() => new ProxiedUpstream("nas", { entry: entryPoint(), ...args } as never)).toThrow(
    [
      'ProxiedUpstream "nas": 8 problems',
      '  - hosts must be an array of domain names, such as ["shop.example.com"], got "nas".',
      '  - to[1] must have either a url or a container: { url: "http://192.168.1.20:5001" }, got {}.',
      "  - to[2].port is needed beside container: the port that it listens on, got nothing.",
      "  - to[3].port is only for a container; the url has its own, got 1.",
      '  - mayBeDown must be true or false, got "yes".',
      "  - canary is not an argument of ProxiedUpstream. Known: accessLog, basicAuth, cache, clientAuth, " +
        "compression, entry, faults, forwardAuth, health, hostHeader, hosts, loadBalancing, maintenance, " +
        "maxBodySize, mayBeDown, onlyRoutes, proxyProtocol, rateLimit, requestHeaders, responseHeaders, " +
        "routes, securityHeaders, timeouts, tls, to, upstreamTls.",
      '  - to[0].url must end after the port, without "/api", got "http://a.lan/api". Write the path as ' +
        "rewrite of a route.",
      '  - routes[0].path must start with "/", such as "/api/*", got "api".',
    ].join("\n"),
  );
});

test.each([
  [
    "ftp://a.lan",
    'must start with "http://", "https://", "h2c://" or "unix://", such as "http://192.168.1.20:5001", got "ftp://a.lan".',
  ],
  ["http://ops:secret@a.lan", "must have no user and password in it."],
  [
    "http://a.lan:99999",
    'must have a host, and a port from 1 to 65535: "http://192.168.1.20:5001", got "http://a.lan:99999".',
  ],
  [
    "https://:443",
    'must have a host, and a port from 1 to 65535: "https://192.168.1.20:5001", got "https://:443".',
  ],
  [
    "http://{env.HOST}:80",
    'must have a host, and a port from 1 to 65535: "http://192.168.1.20:5001", got "http://{env.HOST}:80".',
  ],
  ["https://a.lan:80", 'must not have the scheme https and the port 80, got "https://a.lan:80".'],
  [
    "http://localhost:3000",
    'must not lead to localhost, which is the proxy\'s own container, got "http://localhost:3000". Write "http://host.docker.internal:3000" for a process on the Docker host.',
  ],
  [
    "unix://srv/app.sock",
    'must have the absolute path of a socket: "unix:///srv/app/app.sock", got "unix://srv/app.sock".',
  ],
  [
    "unix:///srv/app/app.sock",
    'must be in a directory of the Docker host that the entry point can read, got "unix:///srv/app/app.sock". Give CaddyProxy directories: ["/srv/app"].',
  ],
])("refuses the url %s", (url, message) => {
  expect(problems(to(url))).toBe(`to[0].url ${message}`);
});

test.each<[string, object, string]>([
  [
    "two schemes",
    to("http://a.lan", "https://b.lan"),
    "to must have upstreams of one scheme, got http and https. Caddy speaks to all of a route in one way.",
  ],
  [
    "no upstream",
    { to: [] },
    'to must be an array such as [{ url: "http://192.168.1.20:5001" }], got [].',
  ],
  [
    "a certificate without https",
    { upstreamTls: { serverName: "nas" } },
    "upstreamTls must be left out where no upstream has https, which alone has certificates.",
  ],
  [
    "a CA that is none",
    { ...to("https://a.lan"), upstreamTls: { ca: "ca.pem" } },
    'upstreamTls.ca must be certificates as PEM, such as readFileSync("ca.pem", "utf8"); they start with "-----BEGIN CERTIFICATE-----".',
  ],
  [
    "a private key beside the CA",
    { ...to("https://a.lan"), upstreamTls: { ca: `${CERTIFICATE}-----BEGIN PRIVATE KEY-----` } },
    "upstreamTls.ca must have no private key, which only the owner of the certificate needs.",
  ],
  [
    "a CA that verifies nothing",
    { ...to("https://a.lan"), upstreamTls: { ca: CERTIFICATE, insecureSkipVerify: "why not" } },
    'upstreamTls.insecureSkipVerify must not stand beside ca, which verifies certificates; drop one, got "why not".',
  ],
  [
    "weights in two places",
    { loadBalancing: { policy: "weighted_round_robin", weights: [1] } },
    'loadBalancing.policy must not be weighted_round_robin. Write to: [{ url: "http://192.168.1.20:5001", weight: 3 }, …].',
  ],
  [
    "weights beside another policy",
    { to: [{ url: "http://a.lan", weight: 2 }], loadBalancing: { policy: "first" } },
    'loadBalancing.policy must be cookie, header or query beside weights in to, got "first". Caddy has one policy.',
  ],
  [
    "no weight at all",
    { to: [{ url: "http://a.lan", weight: 0 }] },
    "to must not have weight 0 for each upstream.",
  ],
  [
    "a port of a route",
    { routes: [{ path: "/a", port: 81 }] },
    "routes[0].port must be left out: each upstream has its own. For another one write a ProxiedUpstream with onlyRoutes: true on the same hosts.",
  ],
  [
    "several names of certificates beside host.docker.internal",
    to("https://host.docker.internal:8443", "https://nas.lan"),
    "upstreamTls.serverName is needed beside host.docker.internal, since the upstreams have several names: host.docker.internal, nas.lan. Caddy verifies the certificates of all for one name.",
  ],
])("refuses %s", (_what, args, message) => {
  expect(problems(args)).toBe(message);
});

test("refuses what a Toxiproxy of another entry point, and of no TCP, can't do", () => {
  const entry = entryPoint({ directories: ["/srv/app"] });
  const faults = { through: new Toxiproxy("toxiproxy", { entry: entryPoint() }) };

  const args = { ...to("unix:///srv/app/app.sock"), faults, health: { path: "/", port: 80 } };
  expect(problems(args, entry).split("\n")).toEqual([
    "health.port must be left out for a socket, which has no port.",
    "faults.through must be a Toxiproxy behind the same entry point, whose network it is reached on.",
    "health.port must be left out where there are faults, got 80: paths through Toxiproxy lead to the ports of routes.",
    "faults must be left out for a socket: Toxiproxy speaks TCP only.",
  ]);
});

test("refuses what an entry point on the host's network does not know", () => {
  const entry = entryPoint({
    publish: Publish.HostNetwork,
    settings: { scanStoppedContainers: false },
  });

  expect(problems({ to: [{ container: "nas", port: 80 }] }, entry).split("\n")).toEqual([
    "entry must not be an entry point whose scanStoppedContainers is false, which does not see the container that has the labels.",
    'to must have no container behind an entry point on the host\'s network, which knows no names of containers. Publish its port, and write url: "http://127.0.0.1:8080".',
  ]);
});

test("refuses what a Swarm does not have, with the reasons", () => {
  const network = new ProxyNetwork("net", { mode: DeployMode.Swarm });
  const entry = entryPoint({ network, address: "0.0.0.0" });
  const args = {
    to: [{ container: "nas", port: 443, scheme: "https" }, { url: "https://host.docker.internal" }],
    upstreamTls: { ca: CERTIFICATE },
    basicAuth: { users: ["ops"] },
  };

  expect(problems(args, entry).split("\n")).toEqual([
    "to must have no container in a Swarm, whose servers reach services by their names.",
    "to must not have host.docker.internal in a Swarm, whose servers run on several nodes. Write the address of the node.",
    "upstreamTls.ca must be left out in a Swarm, whose servers have no file of it. Use a certificate of a public CA.",
    "basicAuth must be left out in a Swarm: the hashes of passwords would stand in labels, or a new user would restart every server. Write forwardAuth, to a service that asks for the password.",
  ]);
});

test("refuses the name of a service behind the same entry point", () => {
  const entry = entryPoint();
  new ProxiedService("nas", { entry, image: "nas:1", port: 80, hosts: ["other.localhost"] });

  expect(problems({}, entry)).toBe(
    "has the name of the ProxiedService behind its entry point. Rename one of them.",
  );
});

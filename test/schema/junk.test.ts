import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  ProxiedService,
  ProxiedTcp,
  ProxiedUpstream,
  ProxyNetwork,
  Refusal,
  ToxicPath,
  Toxiproxy,
  Whoami,
} from "../../components";
import { globalOption, respond, reverseProxy, site, upstreams } from "../../components/labels";
import { CERTIFICATE } from "../support/certificate";
import { useMocks } from "../support/record";

beforeAll(() => useMocks());

/** How many values to try for each component; RUNS sets another number. */
const RUNS = Number(process.env.RUNS ?? 12);

const network = () => new ProxyNetwork("net");
const entryPoint = () => new CaddyProxy("caddy", { network: network(), labelPrefix: "caddy" });
const tcpEntry = () =>
  new CaddyProxy("caddy", { network: network(), image: { modules: ["layer4"] }, tcpPorts: [5432] });
const toxiproxy = () => new Toxiproxy("toxiproxy", { entry: entryPoint() });

type Args = Record<string, unknown>;

/** Arguments with a value in every place, and the constructor that takes them. */
const COMPONENTS: Record<string, [() => Args, (args: never) => unknown]> = {
  ProxyNetwork: [
    () => ({
      ...{ networkName: "proxy_net", protect: true, mode: "containers" },
      existing: { id: "1", labels: { a: "b" }, driver: "bridge" },
    }),
    (args) => new ProxyNetwork("net", args),
  ],
  CaddyProxy: [
    () => ({
      network: network(),
      image: { reference: "caddy:1", modules: ["http.handlers.rate_limit"], directives: ["x"] },
      mirror: "registry.example.com/mirror",
      ...{ containerName: "caddy", publish: "ports", address: "127.0.0.1", labelPrefix: "edge" },
      ...{ httpPort: 80, httpsPort: 443, tcpPorts: [5432], protect: true, hardened: true },
      tls: { mode: "acme", acme: { email: "ops@example.com" } },
      routing: {
        global: [globalOption("grace_period", "5s")],
        sites: [site(["a.example.com"], respond("hi"))],
      },
      accessLog: { excludePaths: ["/healthz"] },
      defaultSite: { status: 404, body: "nothing" },
      metrics: { port: 2020 },
      trustedProxies: { ranges: ["192.0.2.10"], clientIpHeaders: ["X-Real-Ip"], strict: true },
      proxyProtocol: { allow: ["192.0.2.10"] },
      data: { volume: "data" },
      config: { directory: "/srv/config" },
      settings: { pollingInterval: "2s", logLevel: "INFO" },
      directories: ["/srv/app"],
      dockerSocket: "/var/run/docker.sock",
      limits: { memory: 512, processes: 512 },
      controllerLimits: { memory: 512 },
    }),
    (args) => new CaddyProxy("caddy", args),
  ],
  ProxiedService: [
    () => ({
      ...{ entry: entryPoint(), image: "shop:1", port: 8080, hosts: ["shop.example.com"] },
      sites: [site(["b.example.com"], reverseProxy(upstreams(8080)))],
      ...{ tls: "internal", environment: { A: "1" }, replicas: 2, labelsOn: "route-holder" },
      canary: { image: "shop:2", weight: 10, environment: { A: "2" }, replicas: 1 },
      healthcheck: { command: ["true"], interval: "5s" },
      confinement: { user: 1000, capabilities: ["CAP_CHOWN"], writable: true },
      limits: { memory: 64 },
      ...{ readyTimeout: 5, drain: 1, stopGracePeriod: 3, containerName: "shop" },
      health: { path: "/healthz", interval: "1s" },
      loadBalancing: { policy: "cookie", key: "lb", retries: { methods: ["GET"] } },
      routes: [{ path: "/a/*", stripPrefix: true, maxBodySize: "1MB", methods: ["GET"] }],
      basicAuth: { users: ["ops"] },
      compression: { formats: ["gzip"] },
      securityHeaders: {},
      requestHeaders: { set: { "X-A": "1" } },
      timeouts: { dial: "1s" },
      accessLog: {},
    }),
    (args) => new ProxiedService("shop", args),
  ],
  ProxiedUpstream: [
    () => ({
      ...{ entry: entryPoint(), hosts: ["nas.example.com"], tls: "internal", mayBeDown: true },
      to: [
        { url: "https://192.168.1.20:5001", weight: 3 },
        { container: "nas", port: 443, scheme: "https", weight: 1 },
      ],
      upstreamTls: { serverName: "nas.lan", insecureSkipVerify: "it is self-signed" },
      hostHeader: "{host}",
      clientAuth: { ca: CERTIFICATE, mode: "verify_if_given", headers: { "X-Client": "subject" } },
      health: { path: "/healthz", interval: "1s" },
      loadBalancing: { policy: "cookie", key: "lb", retries: { methods: ["GET"] } },
      routes: [{ path: "/a/*", stripPrefix: true, maxBodySize: "1MB", methods: ["GET"] }],
      basicAuth: { users: ["ops"] },
      timeouts: { dial: "1s" },
    }),
    (args) => new ProxiedUpstream("nas", args),
  ],
  ProxiedTcp: [
    () => {
      const entry = tcpEntry();
      const through = new Toxiproxy("toxiproxy", { entry });
      return {
        ...{ entry, port: 5432, containerPort: 6432, hosts: ["db.localhost"], tls: "terminate" },
        ...{ startTls: "postgres", proxyProtocol: "v2", replicas: 2, image: "db:1" },
        faults: { through, toxics: [{ latency: { latency: "50ms" } }], down: true },
        healthcheck: { command: ["true"], interval: "5s" },
        confinement: { user: 1000 },
        limits: { memory: 64 },
        ...{ readyTimeout: 5, drain: 1, stopGracePeriod: 3, containerName: "db" },
      };
    },
    (args) => new ProxiedTcp("db", args),
  ],
  Whoami: [
    () => ({
      ...{ entry: entryPoint(), hosts: ["a.localhost"], image: "whoami:1", tls: "internal" },
      ...{ replicas: 2, labelsOn: "container", containerName: "whoami" },
    }),
    (args) => new Whoami("whoami", args),
  ],
  Toxiproxy: [
    () => ({
      entry: entryPoint(),
      ...{ image: "toxiproxy:1", containerName: "toxiproxy", apiPort: 8474 },
      limits: { memory: 64 },
      allowInProduction: true,
    }),
    (args) => new Toxiproxy("toxiproxy", args),
  ],
  ToxicPath: [
    () => ({
      ...{ through: toxiproxy(), upstream: "db:5432", port: 21_000, hosts: ["db.localhost"] },
      toxics: [{ latency: { latency: "50ms" } }],
      down: true,
    }),
    (args) => new ToxicPath("db", args),
  ],
};

/** Values that the types forbid in most places, but a JavaScript program or a file may pass. */
const junk = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, Number.NaN, -1, 1.5, 0, "", "a b", "8080", true),
  fc.constantFrom<unknown>([], [null], [undefined], [[]], [1], {}, { a: 1 }, { name: "a" }),
  fc.constantFrom("an output").map((text) => pulumi.output(text)),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The places in plain arguments, each as its keys. */
function placesIn(value: unknown, depth = 0): string[][] {
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value)) return [[]];
  if (depth > 4) return [[]];
  const below = Object.entries(value).flatMap(([key, each]) =>
    placesIn(each, depth + 1).map((place) => [key, ...place]),
  );
  return [[], ...below];
}

/** A copy with another value at a place. */
function changed(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other;
  const copy: Args = Array.isArray(value) ? [...value] : { ...Object(value) };
  copy[key] = changed(copy[key], rest, other);
  return copy;
}

/** The stack trace of any error but a `Refusal`. */
function trace(make: () => unknown): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    return error instanceof Refusal ? undefined : String(Reflect.get(Object(error), "stack"));
  }
}

describe.each(Object.entries(COMPONENTS))("a %s", (_name, [args, make]) => {
  test("accepts arguments with a value in every place", () => {
    expect(trace(() => make(args() as never))).toBeUndefined();
  });

  test("accepts or refuses any value in one place of its arguments", async () => {
    const places = placesIn(args());

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), junk, async (place, other) => {
        expect(trace(() => make(changed(args(), place, other) as never))).toBeUndefined();
        // Let Pulumi register the component before the next one.
        await new Promise(setImmediate);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});

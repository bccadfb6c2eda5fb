import { connect, type PeerCertificate } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logLines } from "../../components/docker/containers/output";
import { readFile } from "../../components/docker/files/files";
import { entryOf } from "../../components/docker/routes/caddy";
import { pendingCertificates, pendingText } from "../../components/docker/routes/certificates";
import { IMAGE_MODULES } from "../../components/labels";
import { type AcmeNetwork, type AcmeServer, createAcmeNetwork } from "./support/acme";
import { revoke } from "./support/acme-revocation";
import { caddyWithModules, TEST_MODULE_IDS } from "./support/caddy-modules";
import { engine } from "./support/docker";
import { untilCertified, untilServed } from "./support/http";
import { startLoad } from "./support/load";
import { freePorts } from "./support/ports";
import { createProgram, type ProgramProject } from "./support/program";
import { createProject, type Outcome, type Project } from "./support/project";
import { leaks, readable } from "./support/secrets";
import { serviceImage } from "./support/service";

/*
 * A stack whose certificates come from real ACME servers, one for each kind of account, certificate or fault. The
 * servers validate every host by a connection to the Docker host, which is where the DNS that they ask leads.
 */

const KEY = Buffer.from("the canary of an external account").toString("base64url");
const WRONG_KEY = Buffer.from("a key that the ACME server rejects").toString("base64url");
const ACCOUNT = "kid-1";

/** How many renewals the load sees. */
const RENEWALS = Number(process.env.RENEWALS ?? 3);

/** Seconds of the short certificates. */
const SHORT = 10;

/** The token of the DNS provider, which `toolchain/caddy-modules` requires. */
const TOKEN = "the canary of a DNS provider";

let acme: AcmeNetwork;
let project: ProgramProject;
let image: string;
let server: string;
let first: Outcome;
/** The ACME servers, by what is special about them. */
let cas: Record<"account" | "short" | "slow" | "down" | "wild" | "prod", AcmeServer>;
let production: Project;
/** The entry point whose image has a DNS provider. */
let wild: {
  readonly image: string;
  readonly ports: readonly number[];
  server: string;
  /** The fingerprint of its certificate once that is replaced. */
  certificate?: string;
};

beforeAll(async () => {
  image = (await serviceImage()).v1;
  wild = { image: await caddyWithModules(), ports: await freePorts(), server: "" };
  [project, production] = await Promise.all([createProgram(), createProject()]);
  acme = await createAcmeNetwork(project.network);
  const keys = { [ACCOUNT]: KEY };
  cas = {
    account: await acme.server("account", { ...project, keys }),
    short: await acme.server("short", { ...project, keys, lifetime: SHORT }),
    slow: await acme.server("slow", { ...project, keys, env: SLOW }),
    down: await acme.server("down", { ...project, keys }),
    wild: await acme.server("wild", { ...project, hurry: project.images.caddy }),
    prod: await acme.server("prod", { ...production, keys }),
  };
  for (const name of ["account", "short", "slow", "wild", "prod"] as const) await cas[name].start();
  const names = [
    "shop",
    "http",
    "alpn",
    "short",
    "slow",
    "down",
    "wrong",
    "customer",
    "whoami",
    "new",
  ];
  await acme.resolve(...names.map(hostOf));
  project.program(programOf(image, { hosts: ["shop", "late"] }));
  first = await project.up();
  if (first.code !== 0) throw new Error(first.output);
  server = await outputOf("server");
  wild.server = await outputOf("wild");
});

afterAll(async () => {
  // One after the other: the containers of each are on a network of both.
  await production.remove();
  await project.remove();
  acme.stop();
});

/** A server that takes its time for each validation, and loses every second nonce. */
const SLOW = { PEBBLE_VA_NOSLEEP: "0", PEBBLE_VA_SLEEPTIME: "3", PEBBLE_WFE_NONCEREJECT: "50" };

const outputOf = async (name: string) =>
  (await project.ownPulumi(["stack", "output", name])).output.trim();

const hostOf = (name: string) => `${name}.acme.test`;

/** What a change of the program has. */
interface Change {
  /** Hosts of the service beside those of its sites. */
  readonly hosts: readonly string[];
  /** A host of the entry point with a DNS provider, beside its wildcard. */
  readonly own?: string;
  /** The address of that entry point's account. */
  readonly email?: string;
}

/** An entry point whose certificates come by DNS-01, and two services on hosts below its wildcard. */
function wildcardProgram({ own, email = "ops@example.com" }: Omit<Change, "hosts">): string {
  const [httpPort, httpsPort] = wild.ports;
  const proxy = {
    image: { reference: wild.image, modules: [...IMAGE_MODULES, ...TEST_MODULE_IDS] },
    ...{ labelPrefix: `${project.labelPrefix}-wild`, httpPort, httpsPort, address: acme.gateway },
  };
  const account = {
    email,
    ca: cas.wild.directory,
    caRoot: acme.root,
    wildcards: ["*.wild.acme.test"],
  };
  const names = ["one.wild", ...(own === undefined ? [] : [own])];
  return `
    const dns = { provider: "challtestsrv", token: secret("${TOKEN}"), options: { api: "${acme.dns}" } };
    const wild = new CaddyProxy("wild", {
      network,
      tls: { mode: "acme", acme: { ...${JSON.stringify(account)}, dns } },
      routing: {
        global: [globalOption("renew_interval", "1s"), globalOption("tls_resolvers", "${acme.resolver}")],
      },
      ...${JSON.stringify(proxy)},
    });
    const below = (name, hosts) => new ProxiedService(name, { entry: wild, ...whoami, hosts });
    below("one", ${JSON.stringify(names.map(hostOf))});
    below("two", ["${hostOf("two.wild")}"]);`;
}

/** One service on hosts whose certificates come in different ways. */
function programOf(image: string, { hosts, ...change }: Change): string {
  const { network, labelPrefix, httpPort, httpsPort, images } = project;
  const proxy = {
    image: { reference: images.caddy, modules: IMAGE_MODULES },
    ...{ labelPrefix, httpPort, httpsPort, address: acme.gateway },
    metrics: { certificates: true },
  };
  const account = { email: "ops@example.com", ca: cas.account.directory, caRoot: acme.root };
  const ca = (name: keyof typeof cas) => `{ ca: ${JSON.stringify(cas[name].directory)} }`;
  const wrong = JSON.stringify({
    ...{ email: "wrong@example.com", ca: cas.account.directory },
    externalAccount: { keyId: ACCOUNT, macKey: WRONG_KEY },
  });
  return `
    const { CaddyProxy, labels, ProxiedService, ProxyNetwork } = gatehouse;
    const { directive, globalOption, globalOptions, issuers, respond, site, tls, when } = labels;
    const { secret } = require("@pulumi/pulumi");
    const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
    const externalAccount = { keyId: "${ACCOUNT}", macKey: secret("${KEY}") };
    const entry = new CaddyProxy("caddy", {
      network,
      tls: { mode: "acme", acme: { ...${JSON.stringify(account)}, externalAccount } },
      routing: {
        global: [...globalOptions({ onDemandAsk: "http://localhost:2021" }), globalOption("renew_interval", "1s")],
        sites: [
          site("http://:2021", when({ query: { domain: "${hostOf("customer")}" } }, respond(200)), respond(403)),
        ],
      },
      ...${JSON.stringify(proxy)},
    });
    const toShop = labels.reverseProxy(labels.upstreams(8080));
    const only = (other) => issuers(directive("acme", [], [directive("disable_" + other + "_challenge")]));
    new ProxiedService("shop", {
      entry, image: ${JSON.stringify(image)}, port: 8080,
      hosts: ${JSON.stringify(hosts.map(hostOf))},
      sites: [
        site("${hostOf("http")}", tls(only("tlsalpn")), toShop),
        site("${hostOf("alpn")}", tls(only("http")), toShop),
        site("${hostOf("short")}", tls(labels.acme(${ca("short")})), toShop),
        site("${hostOf("slow")}", tls(labels.acme(${ca("slow")})), toShop),
        site("${hostOf("down")}", tls(labels.acme(${ca("down")})), toShop),
        site("${hostOf("wrong")}", tls(labels.acme(${wrong})), toShop),
        site("https://", tls(labels.onDemand()), toShop),
      ],
    });
    const whoami = { image: ${JSON.stringify(image)}, port: 8080 };
    ${wildcardProgram(change)}
    return { server: entry.containerId, wild: wild.containerId };`;
}

/** The certificate of a host, which a TLS client verifies with the root of the CA that must have issued it. */
async function certificateOf(
  name: string,
  ca: AcmeServer,
  port = project.httpsPort,
): Promise<PeerCertificate> {
  const options = { host: acme.gateway, port, servername: hostOf(name), ca: await ca.issuer() };
  return new Promise((done, fail) => {
    const socket = connect(options, () => {
      done(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.once("error", fail);
  });
}

/** The entries of a server's log with such a message, each with its fields and its time. */
async function logged(message: string, id = server) {
  const lines = await logLines(engine, id);
  return lines.flatMap(({ time, text }) => {
    const { head = [], fields = {} } = entryOf(text) ?? {};
    return head.at(-1) === message ? [{ ...fields, time }] : [];
  });
}

const certified = (name: string) => untilCertified(project.httpsPort, hostOf(name), acme.gateway);

/** The text about a host that has no certificate, by lines. */
async function pending(name: string): Promise<string[]> {
  const found = pendingCertificates(await logLines(engine, server), [hostOf(name)]);
  return found.flatMap((each) => pendingText(each).split("\n"));
}

/** The challenges of a host, in the order in which Caddy tried them. */
async function challengesOf(name: string, id = server): Promise<unknown[]> {
  const tried: Readonly<Record<string, unknown>>[] = await logged("trying to solve challenge", id);
  return tried
    .filter((each) => each.identifier === hostOf(name))
    .map((each) => each.challenge_type);
}

/** Expects the certificate of a host to be for that host, and of a CA. */
async function expectCertificate(name: string, ca: AcmeServer, port?: number): Promise<void> {
  expect((await certificateOf(name, ca, port)).subjectaltname).toBe(`DNS:${hostOf(name)}`);
}

const NO_CERTIFICATE =
  "has no certificate yet. Caddy keeps trying without another up, next 60 s after its last attempt.";

/** The second state of the program. */
const CHANGED = { hosts: ["shop", "late", "new"], own: "own", email: "security@example.com" };

describe("without a certificate", () => {
  test("an update ends well, with a warning that says what the ACME server answered", () => {
    expect(first.output).toContain(`warning: ${hostOf("late")} ${NO_CERTIFICATE}`);
    expect(first.output).toContain(`ACME server: ${cas.account.directory}`);
    expect(first.output).toMatch(
      /tls-alpn-01: malformed: Could not resolve URL "late\.acme\.test"/,
    );
    expect(first.output).toContain(
      `Check that the DNS records A and AAAA of ${hostOf("late")} lead to this Docker host`,
    );
    // Pulumi prints it twice: as progress, and in the end.
    expect(first.output.match(/warning: \S+/g)).toEqual(
      Array(2).fill(`warning: ${hostOf("late")}`),
    );
  });

  test("a host has the reason: a wrong key of the external account", async () => {
    await expect
      .poll(() => pending("wrong"), { interval: 500 })
      .toEqual([
        `${hostOf("wrong")} ${NO_CERTIFICATE}`,
        `  ACME server: ${project.network}-account:14000-dir`,
        "  HTTP 403 urn:ietf:params:acme:error:unauthorized - external account binding JWS verification error: go-jose/go-jose: error in cryptographic primitive",
        "  Check the account's externalAccount: the keyId and the macKey that the CA has given you.",
      ]);
  });

  test("a host has the reason: an ACME server that is down", async () => {
    await expect
      .poll(() => pending("down"), { interval: 500 })
      .toEqual([
        `${hostOf("down")} ${NO_CERTIFICATE}`,
        `  ACME server: ${project.network}-down:14000-dir`,
        `  provisioning client: performing request: Get "${cas.down.directory}": dial tcp: lookup ${project.network}-down on 127.0.0.11:53: no such host`,
        "  The proxy can't reach the ACME server: check the account's ca, and whether the server runs.",
      ]);
  });
});

test("the doctor has the answers of the CA, and what to check", async () => {
  const { code, output } = await project.gatehouse("doctor");

  expect(code, output).toBe(1);
  expect(output).toContain(`problem  certificates  ${hostOf("late")} ${NO_CERTIFICATE}`);
  expect(output).toMatch(/^ +tls-alpn-01: malformed: Could not resolve URL "late\.acme\.test"/m);
  expect(output).toContain(
    `Check that the DNS records A and AAAA of ${hostOf("late")} lead to this Docker host`,
  );
});

describe("a host gets a certificate that clients of the CA trust", () => {
  test.each([
    ["http", "http-01"],
    ["alpn", "tls-alpn-01"],
  ])("by its challenge: %s, %s", async (name, type) => {
    await certified(name);

    await expectCertificate(name, cas.account);
    expect(await challengesOf(name)).toEqual([type]);
  });

  test("from a CA that requires an external account", async () => {
    await certified("shop");

    await expectCertificate("shop", cas.account);
  });

  test("from a server that is slow, and loses every second nonce", async () => {
    await certified("slow");

    await expectCertificate("slow", cas.slow);
  });

  test("on demand, if the ask endpoint permits it", async () => {
    await expect(certificateOf("other", cas.account)).rejects.toThrow("alert internal error");

    await expectCertificate("customer", cas.account);
  });
});

test("a renewal loses no request", async () => {
  await certified("short");
  const renewed = async () => (await logged("certificate renewed successfully")).length;
  const { httpsPort: port } = project;
  const load = startLoad({ address: acme.gateway, port, host: hostOf("short") });
  const before = await renewed();
  await expect.poll(renewed, { interval: 500 }).toBeGreaterThanOrEqual(before + RENEWALS);
  const { failed, requests } = await load.stop();

  expect(failed).toEqual([]);
  expect(requests).toBeGreaterThan(1_000);
  await expectCertificate("short", cas.short);
});

/** The port of the entry point with a DNS provider. */
const wildPort = () => wild.ports[1] ?? 0;

/** The fingerprint of the certificate that a host of that entry point has. */
const wildCertificate = async (name = "one.wild") =>
  (await certificateOf(name, cas.wild, wildPort())).fingerprint256;

/** A file in the storage of its Caddy, by the folder and by the path below that of the ACME server. */
async function stored(folder: string, path: string): Promise<string> {
  const { host, pathname } = new URL(cas.wild.directory);
  const ca = `${host}${pathname}`.replace(/[:/]/g, "-");
  return (await readFile(engine, wild.server, `/data/caddy/${folder}/${ca}/${path}`)) ?? "";
}

/** The URL of the account that Caddy has registered with an e-mail address. */
async function accountOf(user: string): Promise<string> {
  const account = await stored("acme", `users/${user}@example.com/${user}.json`);
  return JSON.parse(account).location;
}

describe("a wildcard", () => {
  test("has one certificate, by DNS-01, for the services below it", async () => {
    for (const name of ["one.wild", "two.wild"]) {
      await untilCertified(wildPort(), hostOf(name), acme.gateway);
      const { subjectaltname } = await certificateOf(name, cas.wild, wildPort());
      expect(subjectaltname).toBe(`DNS:${hostOf("*.wild")}`);
      await untilServed({ machine: acme.gateway, port: wildPort(), host: hostOf(name) });
    }

    expect(await wildCertificate("two.wild")).toBe(await wildCertificate());
    // A change of routes begins an attempt anew.
    expect(new Set(await challengesOf("*.wild", wild.server))).toEqual(new Set(["dns-01"]));
    expect(first.output).not.toContain(TOKEN);
    const tried = (await logged("trying to solve challenge", wild.server)).at(-1)?.time ?? 0;
    const got = (await logged("certificate obtained successfully", wild.server))[0]?.time ?? 0;
    console.log(`from the challenge to the certificate: ${got - tried} ms`);
  });

  test("gets another certificate when somebody revokes it, without a lost request", async () => {
    const revoked = await wildCertificate();
    const file = "wildcard_.wild.acme.test/wildcard_.wild.acme.test";
    const [certificate, key] = [
      await stored("certificates", `${file}.crt`),
      await stored("certificates", `${file}.key`),
    ];
    const load = startLoad({ address: acme.gateway, port: wildPort(), host: hostOf("one.wild") });
    const machine = await cas.wild.machine();
    const began = performance.now();
    await revoke({ directory: cas.wild.directory, machine }, certificate, key);
    await cas.wild.renewNow(certificate);
    await expect.poll(() => wildCertificate(), { interval: 100 }).not.toBe(revoked);
    const took = performance.now() - began;
    const { failed, requests } = await load.stop();
    console.log(`replaced after ${Math.round(took)} ms, ${requests} requests`);

    expect(failed).toEqual([]);
    expect(requests).toBeGreaterThan(100);
    expect(await wildCertificate("two.wild")).toBe(await wildCertificate());
    expect(await stored("certificates", `${file}.key`)).not.toBe(key);
    wild.certificate = await wildCertificate();
  });
});

/** When the certificate of a host expires, by Caddy's metrics, in seconds since 1970. */
async function expiryOf(name: string): Promise<number> {
  const { NetworkSettings: network } = await engine.getContainer(server).inspect();
  const address = network.Networks[project.network]?.IPAddress;
  const metrics = await (await fetch(`http://${address}:2020/metrics`)).text();
  const line = `caddy_tls_certificate_expiry_timestamp_seconds\\{host="${hostOf(name)}",issuer="[^"]+"\\}`;
  return Number(new RegExp(`^${line} (\\S+)$`, "m").exec(metrics)?.[1]);
}

test("the metrics say when each certificate expires, also once it is renewed", async () => {
  const { valid_to: end } = await certificateOf("shop", cas.account);
  const before = await expiryOf("short");

  expect(await expiryOf("shop")).toBe(Date.parse(end) / 1000);
  await expect.poll(() => expiryOf("short"), { interval: 500 }).toBeGreaterThan(before);
});

test("the stack prod, of its own file, gets its certificates with a secret key", async () => {
  const { id, httpPort, httpsPort } = production;
  const settings = {
    network: project.network,
    "proxy.containerName": `caddy-${id}`,
    "proxy.httpPort": httpPort,
    "proxy.httpsPort": httpsPort,
    "acme.ca": cas.prod.directory,
    "acme.caRoot": acme.root,
    "acme.externalAccount.keyId": ACCOUNT,
    "whoami.hosts[0]": hostOf("whoami"),
  };
  const pulumi = (...args: string[]) => production.ownPulumi([...args, "--stack", "prod"]);
  await production.ownPulumi(["stack", "init", "prod"]);
  const plain = Object.entries(settings).flatMap(([key, value]) => [
    "--plaintext",
    `gatehouse:${key}=${value}`,
  ]);
  const set = await pulumi(
    ...["config", "set-all", "--path", ...plain],
    ...["--secret", `gatehouse:acme.externalAccount.macKey=${KEY}`],
  );
  const up = await pulumi("up", "--yes", "--skip-preview");
  expect([set.code, up.code], set.output + up.output).toEqual([0, 0]);
  const target = { machine: acme.gateway, port: httpsPort, host: hostOf("whoami") };
  await untilServed(target);

  await expectCertificate("whoami", cas.prod, httpsPort);
  const places = await readable(production, "prod");
  expect(leaks({ "acme.externalAccount.macKey": KEY }, places)).toEqual([]);
});

test("a change of a route gets at once what the CA could not certify before", async () => {
  await acme.resolve(hostOf("late"));
  await cas.down.start();
  project.program(programOf(image, CHANGED));
  const { code, output } = await project.up();
  await certified("down");

  expect(code, output).toBe(0);
  expect(output).not.toContain("warning: ");
  for (const name of ["late", "new"]) await expectCertificate(name, cas.account);
  await expectCertificate("down", cas.down);
  const preview = await project.previewNoChanges();
  expect(preview.code, preview.output).toBe(0);
});

test("an account with another e-mail address is another one, and certificates stay", async () => {
  await untilCertified(wildPort(), hostOf("own"), acme.gateway);
  wild.server = await outputOf("wild");

  expect(await wildCertificate()).toBe(wild.certificate);
  expect(await accountOf("security")).not.toBe(await accountOf("ops"));
  await expectCertificate("own", cas.wild, wildPort());
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../../components/docker/files/files";
import { startResolver } from "./acme-zone";
import { engine } from "./docker";
import { goImages } from "./go-image";
import { type Authority, makeAuthority } from "./hosts/authority";

/** A Docker network with ACME servers, and with the DNS server at which they look hosts up. */
export interface AcmeNetwork {
  /** The Docker host's address on the network. */
  readonly gateway: string;
  /** The root of the servers' own certificates, PEM. */
  readonly root: string;
  /** The zone of all hosts, which the DNS challenge changes. */
  readonly zone: string;
  /** Where Caddy looks up what it has changed: IP address and port. */
  readonly resolver: string;
  /** The URL of the API that changes the zone, for Caddy. */
  readonly dns: string;
  /** Creates a server; the proxy listens on the ports of its options. */
  server(name: string, options: AcmeOptions): Promise<AcmeServer>;
  /** Has hosts lead to the Docker host; no other host is in the DNS. */
  resolve(...hosts: string[]): Promise<void>;
  /** Ends the DNS. The containers and the network, which have the project's mark, go with the project. */
  stop(): void;
}

/** Options of an ACME server. */
interface AcmeOptions {
  /** The ports that it connects to when it validates a challenge. */
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Seconds that its certificates are valid. Default: 90 days. */
  readonly lifetime?: number;
  /** The keys of external accounts, base64url, by id; each account needs one of them. Default: none does. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Pebble's variables. By default it validates at once, and rejects no nonce. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The image of a Caddy in front of it, which has clients ask every second when to renew. Default: none; Pebble has
   * them ask every 6 hours.
   */
  readonly hurry?: string;
}

/** An ACME server, Pebble: it validates each challenge for real, and forgets everything when it stops. */
export interface AcmeServer {
  /** The URL of its directory. */
  readonly directory: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The root of the certificates that it issues, PEM; another one after each start. */
  issuer(): Promise<string>;
  /** The IP address at which this machine reaches the directory's host. */
  machine(): Promise<string>;
  /**
   * Has clients renew a certificate, PEM, at once, as Let's Encrypt has them renew a revoked one. Pebble gives them one
   * second for that, too short a window for Caddy.
   */
  renewNow(certificate: string): Promise<void>;
}

const PORT = 14_000;
const MANAGEMENT = 15_000;
const DNS_MANAGEMENT = 8_055;
const DNS = 8_053;
const QUARTER = 90 * 24 * 60 * 60;

/** The network as its servers share it. */
interface Shared {
  readonly network: string;
  readonly images: Readonly<Record<"server" | "dns", string>>;
  readonly authority: Authority;
}

/** The zone in the DNS. */
const ZONE = "acme.test";

/** Creates the network; the first run builds the servers. */
export async function createAcmeNetwork(network: string): Promise<AcmeNetwork> {
  const images = await pebbleImages();
  const dir = mkdtempSync(join(tmpdir(), "gatehouse-acme-"));
  const shared = { network, images, authority: await makeAuthority(join(dir, "ca")) };
  await engine.createNetwork({ Name: network });
  const { IPAM: ipam } = await engine.getNetwork(network).inspect();
  const gateway = ipam?.Config?.[0]?.Gateway ?? "";
  const dns = await createContainer(shared, { name: "dns", image: images.dns }, DNS_COMMAND);
  await dns.start();
  const upstream = { host: await addressOf(dns.id, network), port: DNS };
  const resolver = await startResolver(ZONE, gateway, upstream);
  return {
    ...{ gateway, zone: ZONE, resolver: resolver.address },
    root: readFileSync(join(dir, "ca/ca.pem"), "utf8"),
    dns: `http://${network}-dns:${DNS_MANAGEMENT}`,
    server: (name, options) => createServer(shared, name, `${upstream.host}:${DNS}`, options),
    async resolve(...hosts) {
      for (const host of hosts) await addRecord(dns.id, { host, addresses: [gateway] });
    },
    stop() {
      resolver.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Creates a container of the network, whose management port is published on the loopback address. */
async function createContainer(
  { network }: Shared,
  { name, image }: { readonly name: string; readonly image: string },
  command: readonly string[],
  env: object = {},
) {
  const port = name === "dns" ? DNS_MANAGEMENT : MANAGEMENT;
  const container = await engine.createContainer({
    name: `${network}-${name}`,
    Image: image,
    Cmd: [...command],
    Env: Object.entries(env).map((pair) => pair.join("=")),
    ExposedPorts: { [`${port}/tcp`]: {} },
    HostConfig: {
      NetworkMode: network,
      PortBindings: { [`${port}/tcp`]: [{ HostIp: "127.0.0.1", HostPort: "" }] },
    },
  });
  return container;
}

async function createServer(
  shared: Shared,
  name: string,
  resolver: string,
  { env, hurry, ...options }: AcmeOptions,
): Promise<AcmeServer> {
  const host = `${shared.network}-${name}`;
  const pebble = {
    name: hurry === undefined ? name : `${name}-pebble`,
    image: shared.images.server,
  };
  const command = ["/pebble", "-config", "/config.json", "-dnsserver", resolver];
  const variables = { PEBBLE_VA_NOSLEEP: 1, PEBBLE_WFE_NONCEREJECT: 0, ...env };
  const container = await createContainer(shared, pebble, command, variables);
  const issued = await shared.authority.issue(name, host);
  const read = (file: string) => readFileSync(join(issued, file), "utf8");
  const files = { "cert.pem": read("cert.pem"), "key.pem": read("key.pem") };
  const write = (id: string, more: Record<string, string>) =>
    writeFiles(engine, id, "/", { ...files, ...more });
  await write(container.id, { "config.json": configuration(options) });
  const all = [container];
  if (hurry !== undefined) {
    const front = await createContainer(shared, { name, image: hurry }, FRONT_COMMAND);
    await write(front.id, { Caddyfile: frontOf(`${shared.network}-${pebble.name}`) });
    all.push(front);
  }
  const issuer = () => ask(container.id, "/roots/0");
  return {
    directory: `https://${host}:${PORT}/dir`,
    async start() {
      for (const each of all) await each.start();
      await untilAnswered(issuer);
    },
    async stop() {
      for (const each of all) await each.stop({ t: 0 });
    },
    issuer,
    async renewNow(certificate) {
      const body = { Certificate: certificate, ARIResponse: windowOfPast() };
      await ask(container.id, "/set-renewal-info/", JSON.stringify(body));
    },
    machine: () => addressOf(host, shared.network),
  };
}

/** The renewal information of a certificate that should have been renewed an hour ago. */
function windowOfPast(): string {
  const before = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  return JSON.stringify({ suggestedWindow: { start: before(60), end: before(30) } });
}

const FRONT_COMMAND = ["run", "--config", "/Caddyfile", "--adapter", "caddyfile"];

/** The configuration of a Caddy in front of Pebble, with another interval for ACME Renewal Information. */
function frontOf(pebble: string): string {
  return `{
    admin off
    auto_https disable_redirects
  }
  https://:${PORT} {
    tls /cert.pem /key.pem
    @renewal path /draft-ietf-acme-ari-03/renewalInfo/*
    header @renewal >Retry-After 1
    reverse_proxy https://${pebble}:${PORT} {
      header_up Host {hostport}
      transport http {
        tls_insecure_skip_verify
      }
    }
  }
  `;
}

/** The IP address of a container on a network. */
async function addressOf(container: string, network: string): Promise<string> {
  const { NetworkSettings: settings } = await engine.getContainer(container).inspect();
  return settings.Networks[network]?.IPAddress ?? "";
}

/** Adds a record to the DNS server. */
async function addRecord(dns: string, record: { host: string; addresses: string[] }) {
  const url = `http://127.0.0.1:${await portOf(dns, DNS_MANAGEMENT)}/add-a`;
  const asked = () => fetch(url, { method: "POST", body: JSON.stringify(record) });
  const { ok, status } = await untilAnswered(asked);
  if (!ok) throw new Error(`the DNS server answered ${status}`);
}

/** It answers questions of DNS only, and knows no host by default. */
const DNS_COMMAND = [
  "/pebble-challtestsrv",
  ...["-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", ""],
  ...["-dnsserver", `:${DNS}`, "-management", `:${DNS_MANAGEMENT}`],
  ...["-defaultIPv4", "", "-defaultIPv6", ""],
];

/** Pebble's configuration. */
function configuration({ httpPort, httpsPort, lifetime = QUARTER, keys }: AcmeOptions): string {
  const pebble = {
    listenAddress: `0.0.0.0:${PORT}`,
    managementListenAddress: `0.0.0.0:${MANAGEMENT}`,
    certificate: "/cert.pem",
    privateKey: "/key.pem",
    httpPort,
    tlsPort: httpsPort,
    ocspResponderURL: "",
    externalAccountBindingRequired: keys !== undefined,
    externalAccountMACKeys: keys ?? {},
    retryAfter: { authz: 1, order: 1 },
    keyAlgorithm: "ecdsa",
    profiles: { default: { description: "the only one", validityPeriod: lifetime } },
  };
  return JSON.stringify({ pebble });
}

/** An answer of a server's management interface. */
async function ask(container: string, path: string, body?: string): Promise<string> {
  const port = await portOf(container, MANAGEMENT);
  // Pebble requires a client's name.
  const headers = { "User-Agent": "gatehouse" };
  const method = body === undefined ? "GET" : "POST";
  return new Promise((done, fail) => {
    const sent = request(
      { host: "127.0.0.1", port, path, method, headers, agent: false, rejectUnauthorized: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () =>
          response.statusCode === 200 ? done(text) : fail(new Error(`${path}: ${text}`)),
        );
      },
    );
    sent.on("error", fail);
    sent.end(body);
  });
}

/** The port of this machine that leads to a port of a container; another one after each start. */
async function portOf(container: string, port: number): Promise<number> {
  const { NetworkSettings: settings } = await engine.getContainer(container).inspect();
  return Number(settings.Ports[`${port}/tcp`]?.[0]?.HostPort);
}

/** Asks until there is an answer: a server that has just started does not listen yet. */
async function untilAnswered<T>(question: () => Promise<T>): Promise<T> {
  for (let left = 200; ; left--) {
    try {
      return await question();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** The images of Pebble and of its DNS server, built where the engine lacks them. */
async function pebbleImages(): Promise<Record<"server" | "dns", string>> {
  const from = "github.com/letsencrypt/pebble/v2/cmd";
  const program = (name: string) => ({
    folder: "pebble",
    program: name,
    package: `${from}/${name}`,
  });
  const containing = (name: string) => ["--build-arg", `PROGRAM=${name}`];
  const [server, dns] = ["pebble", "pebble-challtestsrv"] as const;
  return {
    ...(await goImages({ ...program(server), builds: { server: containing(server) } })),
    ...(await goImages({ ...program(dns), builds: { dns: containing(dns) } })),
  };
}

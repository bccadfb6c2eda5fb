import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { linkPackages } from "../../components/command/import/check";
import type { ComponentStatus, StackStatus } from "../../components/command/status/model";
import type { DockerHost } from "../../components/docker/host/engine";
import { examine } from "../../components/docker/host/examine";
import { printedServices } from "../docs/code";
import { type Host, makeAuthority, makeKey, startHost, writeKnownHosts } from "./support/host";
import { visit } from "./support/http";
import { startLoad } from "./support/load";
import { type OldShop, startShop } from "./support/old-shop";
import {
  type Config,
  cleanEnvironment,
  createProject,
  documentIn,
  execute,
  type Outcome,
  ownBackend,
  type Project,
  repository,
} from "./support/project";
import { type ServiceImages, serviceImage } from "./support/service";

/*
 * A stack on another Docker host in a network namespace: its engine listens with TLS, and it has an ssh
 * server. The tests of a block depend on their order.
 */
let host: Host;
let project: Project;
/** The id of a network that exists before the stack. */
let network: string;

beforeAll(async () => {
  project = await createProject();
  const { caddy = "", toxiproxy = "", whoami = "" } = project.images;
  host = await startHost({ tls: true, ssh: true, images: [caddy, toxiproxy, whoami] });
  cpSync(access("tls").certificates, join(project.dir, "certificates"), { recursive: true });
  network = await host.docker("network", "create", project.network);
  await pulumi("stack", "select", "--create", "dev");
});

afterAll(async () => {
  await project.remove();
  await host.stop();
});

/** The host's access through TLS or ssh; every test has both. */
function access<K extends "tls" | "ssh">(way: K): NonNullable<Host[K]> {
  const found = host[way];
  if (found === undefined) throw new Error(`the host has no ${way}`);
  return found;
}

const pulumi = (...args: string[]): Promise<Outcome> => project.ownPulumi(args);
const up = () => pulumi("up", "--yes", "--skip-preview");
const unchanged = () => pulumi("preview", "--expect-no-changes");

/** Writes the stack's file: TLS, with the certificates beside the program. */
function byTls(more: Config = {}): void {
  const typed = { url: access("tls").url, certificates: { directory: "certificates" } };
  project.configure({ ...open(), host: typed, ...more });
}

function bySsh(more: Config = {}): void {
  const { url, ...ssh } = access("ssh");
  project.configure({ ...open(), host: { url, ssh }, ...more });
}

/** The project's settings, with an entry point that this machine reaches. */
function open(): Config {
  return { ...project.config, proxy: { ...Object(project.config.proxy), address: "0.0.0.0" } };
}

const ask = (name = "whoami.localhost") =>
  visit({ machine: host.address, port: project.httpsPort, host: name });
/** What `gatehouse status` finds of a component. */
async function statusOf(name: string): Promise<ComponentStatus | undefined> {
  const args = ["exports/gatehouse.js", "status", "--json"];
  const outcome = await project.run("node", args, ownBackend(project.dir));
  expect(outcome.code, outcome.output).toBe(0);
  const { components } = documentIn<StackStatus>(outcome);
  return components.find((each) => each.name === name);
}

const containers = async () =>
  (await host.docker("ps", "--no-trunc", "--quiet")).split("\n").sort();
const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$/m;

describe("a stack on a remote host", () => {
  test("deploys through TLS, and answers there on the existing network", async () => {
    byTls();
    const preview = await pulumi("preview");
    const deployed = await up();
    const again = await unchanged();
    const root = await pulumi("stack", "output", "rootCertificate");

    expect(preview.code, preview.output).toBe(0);
    expect(deployed.code, deployed.output).toBe(0);
    expect(again.code, again.output).toBe(0);
    expect(root.output).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
    expect((await ask()).status).toBe(200);
    const joined = await host.docker(
      "network",
      "inspect",
      network,
      "--format",
      "{{len .Containers}}",
    );
    expect(joined).toBe("2");
  });

  test("shows no change through ssh, and keeps its containers", async () => {
    const before = await containers();
    bySsh();
    const deployed = await up();
    const again = await unchanged();

    expect(deployed.code, deployed.output).toBe(0);
    expect(again.code, again.output).toBe(0);
    expect(await containers()).toEqual(before);
  });

  test("has faults through ssh, with an API only on the host's loopback address", async () => {
    const toxics = [{ latency: { latency: "400ms" } }];
    bySsh({ toxiproxy: { apiPort: project.apiPort, hosts: ["toxic.localhost"], toxics } });
    const deployed = await up();
    const slow = await ask("toxic.localhost");

    expect(deployed.code, deployed.output).toBe(0);
    expect(slow.status).toBe(200);
    expect(slow.duration).toBeGreaterThan(400);
    await expect(
      visit({ machine: host.address, port: project.apiPort, host: "x", plain: true }),
    ).rejects.toThrow("ECONNREFUSED");
    expect(await statusOf("toxic-whoami")).toMatchObject({
      certificates: [{ host: "toxic.localhost", until: expect.stringMatching(/Z$/) }],
      faults: [{ toxics: [{ type: "latency", attributes: { latency: 400 } }] }],
    });
  });

  test("has a service of one's own that does not name the host", async () => {
    const image = JSON.stringify(project.images.whoami);
    project.write("services.ts", printedServices().replace(/(?<=image: )".*"/, image));
    const deployed = await up();
    const reply = await ask("shop.localhost");

    expect(deployed.code, deployed.output).toBe(0);
    expect(reply.body).toContain("Name: shop\n");
  });

  test("reports that its engine died during an update, and the next update converges", async () => {
    byTls({ whoami: { hosts: ["whoami.localhost"], replicas: 4 } });
    const before = await containers();
    const running = up();
    while ((await containers()).every((container) => before.includes(container)));
    await host.kill();
    const broken = await running;
    await host.start();
    const mended = await up();
    const again = await unchanged();

    expect(broken.code).not.toBe(0);
    expect(broken.output).not.toMatch(STACK_TRACE);
    expect(mended.code, mended.output).toBe(0);
    expect(again.code, again.output).toBe(0);
    expect((await ask()).status).toBe(200);
    expect(await statusOf("whoami")).toMatchObject({
      health: { healthy: 4, wanted: 4 },
      certificates: [{ host: "whoami.localhost", until: expect.stringMatching(/Z$/) }],
    });
  });

  test("leaves the existing network when it is destroyed", async () => {
    const destroyed = await pulumi("destroy", "--yes", "--skip-preview");

    expect(destroyed.code, destroyed.output).toBe(0);
    expect(await host.docker("ps", "--all", "--quiet")).toBe("");
    expect(await host.docker("network", "ls", "--no-trunc", "--quiet")).toContain(network);
  });
});

describe("a shop that compose started on a remote host", () => {
  let shop: OldShop;
  let services: ServiceImages;
  /** The imported program. */
  let program: string;
  const dir = () => join(project.dir, "imported");
  const own = (...args: string[]) =>
    execute("node", [join(repository, "node_modules/pulumi/run.js"), ...args], dir(), {
      ...cleanEnvironment(),
      ...ownBackend(project.dir),
      ...{ DOCKER_HOST: access("tls").url, DOCKER_CERT_PATH: access("tls").certificates },
    });
  const upOwn = () => own("up", "--stack", "dev", "--yes", "--skip-preview");

  beforeAll(async () => {
    services = await serviceImage();
    await host.load([services.v1, services.v2]);
    shop = await startShop(host, project.images.caddy ?? "", services.v1);
    writeFileSync(join(project.dir, "data"), "kept");
    await host.docker("cp", join(project.dir, "data"), `${shop.container("db")}:/files/data`);
  });

  test("is imported alike through the engine's socket, TLS and ssh, and has the same routes", async () => {
    const { url, identityFile, knownHostsFile } = access("ssh");
    const read = (host: string, env: Record<string, string> = {}, ...args: string[]) =>
      execute(
        "node",
        [
          join(project.dir, "exports/gatehouse.js"),
          "import",
          "--from",
          "containers",
          "--host",
          host,
          ...args,
        ],
        project.dir,
        { ...cleanEnvironment(), ...env },
      );
    const [checked, ...programs] = await Promise.all([
      read(host.url, {}, "--check"),
      read(host.url, {}, "--out", dir()),
      read(access("tls").url, { DOCKER_CERT_PATH: access("tls").certificates }),
      read(url, { DOCKER_SSH_OPTS: `-i ${identityFile} -o UserKnownHostsFile=${knownHostsFile}` }),
    ]);

    expect(checked?.output).toContain("same: 1 service with labels.");
    expect(programs.filter(({ code }) => code !== 0)).toEqual([]);
    program = readFileSync(join(dir(), "index.ts"), "utf8");
    for (const { output } of programs.slice(1)) {
      expect(output).toContain(program.slice(program.indexOf("const config")));
    }
  });

  test("is taken over under load, with its volumes and networks and without an interruption", async () => {
    linkPackages(dir());
    const write = (text: string) =>
      writeFileSync(join(dir(), "index.ts"), text.replaceAll(services.v1, services.v2));
    const before = await shop.kept();
    await own("stack", "init", "dev");
    const load = startLoad({ address: host.address, port: 443, host: "shop.localhost" });
    const back = await shop.divert();
    // The old proxy must have read the requests of the last new connections.
    await load.more(1000);
    await shop.stop("caddy");
    // A service that writes a volume comes last.
    write(program.replace(/new Service\("db"[\s\S]*?^\}\);\n/m, ""));
    const first = await upOwn();
    await back();
    await load.more(1000);
    await shop.stop("caddy-copy");
    await load.more(1000);
    const { requests, failed, versions, longestGap } = await load.stop();
    await shop.stop("db");
    write(program);
    const second = await upOwn();
    const again = await own("preview", "--stack", "dev", "--expect-no-changes");
    process.stderr.write(`Taken over: ${failed.length} of ${requests} requests lost.\n`);

    expect([first, second, again].filter(({ code }) => code !== 0)).toEqual([]);
    // A proxy that stops closes kept http/1.1 connections, some in the moment of a request.
    expect(
      failed.filter((each) => !/^h1 (slow )?(GET|POST): (socket hang up|read ECONN)/.test(each)),
    ).toEqual([]);
    expect(failed.length).toBeLessThan(requests / 500);
    expect(longestGap).toBeLessThan(2000);
    expect(versions.v2).toBeGreaterThan(0);
    expect(await shop.kept()).toEqual(before);
    const copy = async (from: string) => {
      await host.docker("cp", from, join(project.dir, "copy"));
      return readFileSync(join(project.dir, "copy"), "utf8");
    };
    const serving = ["ps", "--quiet", "--filter", "volume=shop_db", "--filter", "status=running"];
    expect(await copy(`${await host.docker(...serving)}:/files/data`)).toBe("kept");
    const ca = await copy(`${shop.container("caddy")}:/data/caddy/pki/authorities/local/root.crt`);
    const trusted = { machine: host.address, port: 443, host: "shop.localhost", ca };
    expect((await visit(trusted)).body).toMatch(/^v2 /);
  });

  test("keeps its volumes and networks when the program is destroyed", async () => {
    const before = await shop.kept();
    const destroyed = await own("destroy", "--stack", "dev", "--yes", "--skip-preview");

    expect(destroyed.code, destroyed.output).toBe(0);
    expect(await shop.kept()).toEqual(before);
  });
});

describe("the reason that a host is unreachable", () => {
  const WANTED = {
    network: "none",
    ports: [],
    images: [],
    ownerLabel: "gatehouse.owner",
    owner: "x",
  };

  /** The problems that the preview of a stack on this host reports. */
  async function problemOf(docker: DockerHost): Promise<string> {
    const { problems } = await examine(docker, WANTED);
    return problems.join("\n");
  }

  test("is a client certificate that another CA signed", async () => {
    const { url, certificates } = access("tls");
    const stranger = await (await makeAuthority(join(project.dir, "stranger"))).issue("client");
    cpSync(join(certificates, "ca.pem"), join(stranger, "ca.pem"));

    expect(await problemOf({ url, certPath: stranger })).toBe(
      `no Docker engine answers at ${url}: it rejects the client certificate ${stranger}/cert.pem, which another CA must have signed.`,
    );
  });

  test("is a server certificate that another CA signed", async () => {
    const { url } = access("tls");
    const other = await (await makeAuthority(join(project.dir, "other"))).issue("client");

    expect(await problemOf({ url, certPath: other })).toBe(
      `no Docker engine answers at ${url}: the CA in ${other}/ca.pem has not signed its certificate: either that is the wrong CA, or this is another host.`,
    );
  });

  test("is a missing client certificate", async () => {
    const { url } = access("tls");

    expect(await problemOf({ url })).toBe(
      `no Docker engine answers at ${url}: it requires TLS: name the client's certificates (certificates, docker:certPath or DOCKER_CERT_PATH).`,
    );
  });

  test("is a changed or unknown host key", async () => {
    const { url, identityFile } = access("ssh");
    const key = await makeKey(project.dir, "other-host");
    const changed = writeKnownHosts(join(project.dir, "changed"), host.address, key);
    const sshOpts = (file: string) => [
      ...[
        "-i",
        identityFile,
        "-o",
        `UserKnownHostsFile=${file}`,
        "-o",
        "StrictHostKeyChecking=yes",
      ],
    ];

    expect(await problemOf({ url, sshOpts: sshOpts(changed) })).toBe(
      `no Docker engine answers at ${url}: its host key differs from the known one of ${host.address}: somebody may intercept the connection. If the host was reinstalled, remove the old key with ssh-keygen -R.`,
    );
    expect(await problemOf({ url, sshOpts: sshOpts("/dev/null") })).toBe(
      `no Docker engine answers at ${url}: its host key is unknown: compare it, and let ssh ${host.address} or ssh-keyscan write it into the file of known hosts.`,
    );
  });

  test("is a key that the host does not accept", async () => {
    const { url, knownHostsFile } = access("ssh");
    const key = await makeKey(project.dir, "stranger-key");
    const sshOpts = [
      "-i",
      key,
      "-o",
      "IdentitiesOnly=yes",
      "-o",
      `UserKnownHostsFile=${knownHostsFile}`,
    ];

    expect(await problemOf({ url, sshOpts })).toBe(
      `no Docker engine answers at ${url}: it rejects the ssh key: that is not in authorized_keys there, or ssh tries another one.`,
    );
  });

  test("is a refused connection, or a name that does not resolve", async () => {
    const refused =
      "it refuses connections, so nothing listens there: start it, or correct the port";
    const closed = `${host.address}:1`;
    const problems = await Promise.all(
      [
        `tcp://${closed}`,
        `ssh://root@${closed}`,
        "tcp://nowhere.invalid:2376",
        "ssh://nowhere.invalid",
      ].map((url) => problemOf({ url })),
    );

    expect(problems).toEqual([
      `no Docker engine answers at tcp://${closed}: ${refused}.`,
      `no Docker engine answers at ssh://root@${closed}: ${refused}.`,
      "no Docker engine answers at tcp://nowhere.invalid:2376: the name nowhere.invalid can't be resolved.",
      "no Docker engine answers at ssh://nowhere.invalid: the name nowhere.invalid can't be resolved.",
    ]);
  });
});

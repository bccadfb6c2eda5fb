import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DockerHost } from "../../components/docker/engine";
import { examine } from "../../components/docker/examine";
import { printedServices } from "../docs/code";
import { type Host, makeAuthority, makeKey, startHost, writeKnownHosts } from "./support/host";
import { visit } from "./support/http";
import { type Config, createProject, type Outcome, type Project } from "./support/project";

/*
 * A stack on a Docker host that is another machine, for all that the program can tell: with an engine
 * of its own that listens with TLS, and an ssh server. The tests of a block build on each other in the
 * order they stand.
 */
let host: Host;
let project: Project;
/** Made by hand, before the stack. */
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

/** The ways to the host; every test has both. */
function access<K extends "tls" | "ssh">(way: K): NonNullable<Host[K]> {
  const found = host[way];
  if (found === undefined) throw new Error(`the host has no ${way}`);
  return found;
}

const pulumi = (...args: string[]): Promise<Outcome> => project.ownPulumi(args);
const up = () => pulumi("up", "--yes", "--skip-preview");
const unchanged = () => pulumi("preview", "--expect-no-changes");

/** The stack's file: by TLS with certificates beside the program, as everybody has them. */
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
const containers = async () =>
  (await host.docker("ps", "--no-trunc", "--quiet")).split("\n").sort();
const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$/m;

describe("a stack on a remote host", () => {
  test("is deployed by TLS: it answers there, on the network that was there", async () => {
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

  test("is the same by ssh, where nothing on it is touched", async () => {
    const before = await containers();
    bySsh();
    const deployed = await up();
    const again = await unchanged();

    expect(deployed.code, deployed.output).toBe(0);
    expect(again.code, again.output).toBe(0);
    expect(await containers()).toEqual(before);
  });

  test("has faults by ssh, through an API that is on the host's loopback address only", async () => {
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
  });

  test("has a service of one's own, declared without a word about the host", async () => {
    const image = JSON.stringify(project.images.whoami);
    project.write("services.ts", printedServices().replace(/(?<=image: )".*"/, image));
    const deployed = await up();
    const reply = await ask("shop.localhost");

    expect(deployed.code, deployed.output).toBe(0);
    expect(reply.body).toContain("Name: shop\n");
  });

  test("whose engine dies in the middle of an update says so, and the next one converges", async () => {
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
  });

  test("is destroyed, and leaves what was there before", async () => {
    const destroyed = await pulumi("destroy", "--yes", "--skip-preview");

    expect(destroyed.code, destroyed.output).toBe(0);
    expect(await host.docker("ps", "--all", "--quiet")).toBe("");
    expect(await host.docker("network", "ls", "--no-trunc", "--quiet")).toContain(network);
  });
});

describe("a host that is not reached", () => {
  const WANTED = {
    network: "none",
    ports: [],
    images: [],
    ownerLabel: "gatehouse.owner",
    owner: "x",
  };

  /** What the preview of a stack on it says. */
  async function problemOf(docker: DockerHost): Promise<string> {
    const { problems } = await examine(docker, WANTED);
    return problems.join("\n");
  }

  test("tells a client certificate that another authority signed", async () => {
    const { url, certificates } = access("tls");
    const stranger = await (await makeAuthority(join(project.dir, "stranger"))).issue("client");
    cpSync(join(certificates, "ca.pem"), join(stranger, "ca.pem"));

    expect(await problemOf({ url, certPath: stranger })).toBe(
      `no Docker engine answers at ${url}: it rejects the client certificate ${stranger}/cert.pem, which another CA must have signed.`,
    );
  });

  test("tells a server whose certificate another authority signed", async () => {
    const { url } = access("tls");
    const other = await (await makeAuthority(join(project.dir, "other"))).issue("client");

    expect(await problemOf({ url, certPath: other })).toBe(
      `no Docker engine answers at ${url}: the CA in ${other}/ca.pem has not signed its certificate: either that is the wrong CA, or this is another host.`,
    );
  });

  test("tells that it wants TLS", async () => {
    const { url } = access("tls");

    expect(await problemOf({ url })).toBe(
      `no Docker engine answers at ${url}: it requires TLS: name the client's certificates (certificates, docker:certPath or DOCKER_CERT_PATH).`,
    );
  });

  test("tells a host key that is another one, or none that is known", async () => {
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

  test("tells a key that is rejected", async () => {
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

  test("tells a connection that is refused, and a name that is none", async () => {
    const refused =
      "it refuses connections, so nothing listens there; start it, or correct the port";
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

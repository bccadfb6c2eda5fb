import { chmodSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, inventory } from "./support/docker";
import { untilServed, visit } from "./support/http";
import { createProject, type Project } from "./support/project";

/*
 * Destroys a stack with its volumes, then restores its certificate and its CA from a backup. The tests depend
 * on their order.
 */
let project: Project;
let container: string;
let before: Served;

/** The certificates that clients see: whoami's, and the CA's own. */
interface Served {
  fingerprint?: string;
  root: string;
}

beforeAll(async () => {
  project = await createProject();
  container = `caddy-${project.id}`;
  const { proxy, ...config } = project.config;
  project.configure({ ...config, proxy: { ...Object(proxy), containerName: container } });
  await project.pulumi("stack", "select", "--create", "dev");
  await up();
  before = await served();
});

afterAll(() => project.remove());

const up = async () => {
  const { code, output } = await project.pulumi("up", "--yes", "--skip-preview");
  expect(code, output).toBe(0);
};

const command = (name: string, ...args: string[]) =>
  project.run("node", ["toolchain/cli.mjs", name, ...args]);

/** An environment with an `ssh` that leads to the engine's socket. */
function throughSsh(): Record<string, string> {
  const file = join(project.dir, "ssh");
  const body = `const socket = require("node:net").connect("/var/run/docker.sock");
    process.stdin.pipe(socket).pipe(process.stdout);`;
  writeFileSync(file, `#!${process.execPath}\n${body}`);
  chmodSync(file, 0o755);
  return { PATH: `${project.dir}${delimiter}${process.env.PATH}` };
}

const whoami = () => ({ port: project.httpsPort, host: "whoami.localhost" });

async function served(): Promise<Served> {
  const { fingerprint } = await untilServed(whoami());
  return { fingerprint, root: await rootCertificate() };
}

async function rootCertificate(): Promise<string> {
  const path = "/data/caddy/pki/authorities/local/root.crt";
  const archive = await docker("cp", `${container}:${path}`, "-");
  const [pem = ""] =
    /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\n/.exec(archive) ?? [];
  return pem;
}

describe("npm run backup", () => {
  test("writes the proxy's data to a file that only its owner can read", async () => {
    const { code, output } = await command("backup", "--file", "dev.tar");
    const [told, reading] = output.split("\n");

    expect(code, output).toBe(0);
    expect(reading).toBe(`Reading what ${container} keeps …`);
    expect(told).toMatch(/^dev\.tar: \d+ files, \d+ kB\. It has private keys\.$/);
    expect(statSync(join(project.dir, "dev.tar")).mode & 0o777).toBe(0o600);
  });

  test("overwrites a file only with --force", async () => {
    expect(await command("backup", "--file", "dev.tar")).toEqual({
      code: 2,
      output:
        "gatehouse: dev.tar already exists.\nChoose another file, or overwrite it with --force.\n",
    });
    expect(await command("backup", "--file", "dev.tar", "--force")).toMatchObject({ code: 0 });
  });

  test("reports that there is no such container", async () => {
    expect(await command("backup", "--file", "none.tar", "--container", "nobody")).toEqual({
      code: 1,
      output: expect.stringMatching(
        /\ngatehouse: nothing was backed up: there is no container "nobody" with a folder \/data\/ on the Docker host\. Deploy the stack first, and name the container that serves\.\n$/,
      ),
    });
  });
});

describe("npm run restore", () => {
  test("restores the certificate and the CA of a destroyed stack", async () => {
    await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(await inventory([project.id])).toEqual([]);
    await up();
    const other = await served();
    const { code, output } = await command("restore", "--file", "dev.tar");
    expect(code, output).toBe(0);
    const reply = await visit({ ...whoami(), ca: before.root });

    expect(output).toMatch(/ and serves with them\.\nIt did not serve for \d+\.\d s\.\n/);
    expect(other.fingerprint).not.toBe(before.fingerprint);
    expect(other.root).not.toBe(before.root);
    expect({ fingerprint: reply.fingerprint, root: await rootCertificate() }).toEqual(before);
    const preview = await project.pulumi("preview", "--expect-no-changes");
    expect(preview).toMatchObject({ code: 0 });
  });

  test("refuses another stack's backup, and prints the option that accepts it", async () => {
    await command("backup", "--file", "t1.tar", "--stack", "t1", "--container", container);
    const origin = `gatehouse-${project.id}/t1`;
    const { code, output } = await command("restore", "--file", "t1.tar");

    expect({ code, output: output.replace(/\(.*Z\)/, "(then)") }).toEqual({
      code: 1,
      output:
        `gatehouse: t1.tar is a backup of ${origin} (then), not of gatehouse-${project.id}/dev.\n` +
        `To restore it all the same: --from ${origin}\n`,
    });
  });

  test("reaches a remote host with only an engine through ssh", async () => {
    const origin = `gatehouse-${project.id}/t1`;
    const host = ["--host", "ssh://deploy@build.example.com"];
    const args = ["toolchain/cli.mjs", "restore", "--file", "t1.tar", "--from", origin, ...host];
    const { code, output } = await project.run("node", args, throughSsh());

    expect(code, output).toBe(0);
    expect((await visit({ ...whoami(), ca: before.root })).fingerprint).toBe(before.fingerprint);
  });

  test("refuses a file that is not a backup", async () => {
    project.write("letter.tar", "Dear Caddy,\n");

    expect(await command("restore", "--file", "letter.tar")).toEqual({
      code: 1,
      output:
        "gatehouse: letter.tar: it is not a backup that can be restored: it is no tar archive (Unexpected end of data). Give a file that `gatehouse backup` has written.\n",
    });
  });
});

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect } from "../../components";
import { apiOf } from "../../components/resources/toxics/server";
import { portOf } from "./support/ports";
import { relayTo } from "./support/relay";

const SOCKET = "/var/run/docker.sock";
const version = async (url: string) => (await connect({ url }).version()).ApiVersion;

describe("an engine on tcp", () => {
  test("answers as on its socket", async () => {
    const relay = await relayTo(SOCKET);

    expect(await version(relay.url)).toBe(await version(`unix://${SOCKET}`));
    relay.stop();
  });
});

describe("an engine on ssh", () => {
  let bin: string;
  const path = process.env.PATH;

  /** Puts a program named ssh in front of the real one. */
  function fakeSsh(body: string): void {
    const file = join(bin, "ssh");
    writeFileSync(file, `#!${process.execPath}\n${body}`);
    chmodSync(file, 0o755);
  }

  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), "fake-ssh-"));
    process.env.PATH = `${bin}${delimiter}${path}`;
  });

  afterEach(() => {
    process.env.PATH = path;
    rmSync(bin, { recursive: true });
  });

  test("is reached with the user's own ssh, as by Docker's client", async () => {
    fakeSsh(`
      require("node:fs").writeFileSync(${JSON.stringify(join(bin, "args"))}, process.argv.slice(2).join(" "));
      const socket = require("node:net").connect(${JSON.stringify(SOCKET)});
      process.stdin.pipe(socket).pipe(process.stdout);
    `);

    expect(await version("ssh://me@build.example.com:2222")).toBe(
      await version(`unix://${SOCKET}`),
    );
    expect(readFileSync(join(bin, "args"), "utf8")).toBe(
      "-o BatchMode=yes -o ConnectTimeout=10 -l me -p 2222 build.example.com -- docker system dial-stdio",
    );
  });

  test("that refuses is an error with ssh's own message", async () => {
    fakeSsh('console.error("me@build: Permission denied (publickey)."); process.exit(255);');

    await expect(version("ssh://me@build")).rejects.toThrow(
      "me@build: Permission denied (publickey).",
    );
  });

  test("leads to Toxiproxy's API there, too", async () => {
    const api = createHttpServer((_request, response) => response.end('{"version":"2.12.0"}'));
    await new Promise<void>((done) => api.listen(0, "127.0.0.1", done));
    fakeSsh(`
      require("node:fs").writeFileSync(${JSON.stringify(join(bin, "args"))}, process.argv.slice(2).join(" "));
      const socket = require("node:net").connect(${portOf(api)}, "127.0.0.1");
      process.stdin.pipe(socket).pipe(process.stdout);
    `);

    const docker = { url: "ssh://me@build.example.com" };

    expect(await apiOf({ docker, server: "none", apiPort: 8474 }).version()).toBe("2.12.0");
    expect(readFileSync(join(bin, "args"), "utf8")).toBe(
      "-o BatchMode=yes -o ConnectTimeout=10 -W 127.0.0.1:8474 -l me build.example.com",
    );
    api.close();
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildGo } from "../../go-binary";
import { engine } from "./docker";
import { freePorts } from "./ports";

/** A registry on the loopback address that requires a login; Docker accepts plain HTTP there. */
export interface Registry {
  readonly address: string;
  readonly username: string;
  readonly password: string;
  /** Pushes an image of the engine under another name, and returns its digest there. */
  push(image: string, reference: string): Promise<string>;
  stop(): Promise<void>;
}

const USERNAME = "mirror-reader";
const PASSWORD = "canary-of-the-mirror";
/** The password's bcrypt hash, at the lowest cost: the registry computes it for each request. */
const HASH = "$2a$04$IynaUOzVQP0App7sE.IKzeJAPj4T0EM9ykGtpJ/GmW2t32th7zMte";

/** Starts the registry. The first run builds it. */
export async function startRegistry(): Promise<Registry> {
  const binary = await buildGo({
    name: "registry",
    module: "registry",
    package: "github.com/distribution/distribution/v3/cmd/registry",
  });
  const dir = mkdtempSync(join(tmpdir(), "gatehouse-registry-"));
  const [port] = await freePorts();
  const address = `127.0.0.1:${port}`;
  writeFileSync(join(dir, "htpasswd"), `${USERNAME}:${HASH}\n`);
  writeFileSync(join(dir, "config.yml"), JSON.stringify(configuration(dir, address)));
  const server = spawn(binary, ["serve", join(dir, "config.yml")], { stdio: "ignore" });
  const stop = async () => {
    await ended(server);
    rmSync(dir, { recursive: true, force: true });
  };
  await untilAsked(address, server).catch(async (error) => {
    await stop();
    throw error;
  });
  const login = { username: USERNAME, password: PASSWORD, serveraddress: address };
  return {
    ...{ address, username: USERNAME, password: PASSWORD, stop },
    async push(image, reference) {
      const [, repo = "", tag = ""] = /^(.+):([^:/]+)$/.exec(reference) ?? [];
      await engine.getImage(image).tag({ repo, tag });
      const progress = await engine.getImage(reference).push({ authconfig: login });
      const { Digest: digest } = await pushed(progress);
      await engine.getImage(reference).remove();
      return digest;
    },
  };
}

/** The registry's configuration; JSON is YAML. */
function configuration(dir: string, addr: string) {
  return {
    version: 0.1,
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: join(dir, "data") } },
    http: { addr },
    auth: { htpasswd: { realm: "mirror", path: join(dir, "htpasswd") } },
  };
}

async function untilAsked(address: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const reply = await fetch(`http://${address}/v2/`).catch(() => undefined);
    if (reply?.status === 401) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`the registry ended with ${server.exitCode}`);
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (server.exitCode !== null || server.signalCode !== null) return done();
    server.once("exit", () => done());
    server.kill();
  });
}

/** The engine's last report of a push, which has the digest. */
function pushed(progress: NodeJS.ReadableStream): Promise<{ Digest: string }> {
  return new Promise((done, fail) => {
    engine.modem.followProgress(progress, (error, told) => {
      const aux = told?.find((each) => each.aux)?.aux;
      if (error === null && aux !== undefined) done(aux);
      else fail(error ?? new Error("the engine reported no digest"));
    });
  });
}

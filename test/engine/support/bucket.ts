import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildGo } from "../../go-binary";
import { freePorts } from "./ports";

const NAME = "state";
const KEYS = { access: "gatehouse", secret: "of-the-test-only" };

/** A bucket of a real S3-compatible server, which listens on the loopback address. */
export interface Bucket {
  /** Environment variables that have Pulumi keep its state there. */
  readonly env: Readonly<Record<string, string>>;
  /** The paths of its objects. */
  paths(): string[];
  /** The text of all its objects. */
  text(): string;
  /** Stops the server and drops the bucket. */
  remove(): Promise<void>;
}

/** Starts the server. The first run builds it, which takes a minute. */
export async function createBucket(): Promise<Bucket> {
  const binary = await buildGo({
    name: "s3-gateway",
    module: "s3-gateway",
    package: "github.com/versity/versitygw/cmd/versitygw",
  });
  const root = mkdtempSync(join(tmpdir(), "gatehouse-bucket-"));
  mkdirSync(join(root, NAME));
  const [port] = await freePorts();
  const address = `127.0.0.1:${port}`;
  const env = { ...process.env, ROOT_ACCESS_KEY: KEYS.access, ROOT_SECRET_KEY: KEYS.secret };
  const server = spawn(binary, ["--port", address, "posix", root], { env, stdio: "ignore" });
  await listening(server, address);
  return {
    env: {
      PULUMI_BACKEND_URL: `s3://${NAME}?endpoint=http://${address}&region=us-east-1&s3ForcePathStyle=true`,
      AWS_ACCESS_KEY_ID: KEYS.access,
      AWS_SECRET_ACCESS_KEY: KEYS.secret,
    },
    paths: () => files(join(root, NAME)),
    text: () =>
      files(join(root, NAME))
        .map((file) => readFileSync(join(root, NAME, file), "utf8"))
        .join("\n"),
    async remove() {
      const ended = once(server, "exit");
      server.kill();
      await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function listening(server: ChildProcess, address: string): Promise<void> {
  while (server.exitCode === null) {
    // The server refuses a request without keys, which shows that it runs.
    if (await fetch(`http://${address}`).catch(() => undefined)) return;
    await sleep(20);
  }
  throw new Error(`the S3 server ended with ${server.exitCode}`);
}

/** The server keeps each object as a file. */
function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

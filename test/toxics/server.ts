import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CliEnd } from "../../components/toxics/cli-commands";
import { toxiproxyApi } from "../../components/toxics/client";
import { buildGo, goModule } from "../go-binary";

const LOOPBACK = "127.0.0.1";
const PACKAGE = "github.com/Shopify/toxiproxy/v2";

/** The server's version, which go.mod pins. */
export const TOXIPROXY_VERSION = pinned();

/** The real Toxiproxy, as a process of its own. */
export interface ToxiproxyServer {
  readonly url: string;
  readonly port: number;
  readonly api: ReturnType<typeof toxiproxyApi>;
  readonly pid: number | undefined;
  /** Whether the process that was started still runs. */
  running(): boolean;
  /** Waits until the process has died, and returns the first line of its error. */
  death(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Builds the server if need be, and starts it on a free port.
 *
 * @param timeout how long its client waits for an answer, in milliseconds.
 */
export async function startToxiproxy(timeout = 600_000): Promise<ToxiproxyServer> {
  const binary = await buildToxiproxy("server");
  const port = await freePort();
  const env = { ...process.env, LOG_LEVEL: "error" };
  const child = spawn(binary, [`-host=${LOOPBACK}`, `-port=${port}`], { env });
  const agent = new Agent({ keepAlive: true });
  const api = toxiproxyApi({ host: LOOPBACK, port, agent, timeout });
  let complaint = "";
  child.stdout.resume();
  child.stderr.on("data", (chunk: Buffer) => {
    // The server prints the whole stack when it overflows.
    if (complaint.length < 1_000) complaint += chunk.toString();
  });
  const closed = once(child, "close");
  const running = () => child.exitCode === null && child.signalCode === null;
  await ready(api, child);
  return {
    url: `http://${LOOPBACK}:${port}`,
    port,
    api,
    pid: child.pid,
    running,
    death: async () => {
      await closed;
      return complaint.split("\n").find((line) => /^(panic|fatal error): /.test(line)) ?? complaint;
    },
    stop: async () => {
      agent.destroy();
      child.kill("SIGKILL");
      await closed;
    },
  };
}

/** The output of the server's own command line client. */
export async function toxiproxyCli(server: ToxiproxyServer, ...args: string[]): Promise<string> {
  const { output } = await runProgram(await buildToxiproxy("cli"), ["--host", server.url, ...args]);
  return output;
}

/** Runs a program until it ends. */
export function runProgram(binary: string, args: readonly string[]): Promise<CliEnd> {
  return new Promise((resolve) => {
    execFile(binary, args, (error, output, errors) =>
      resolve({ code: Number(error?.code ?? 0), output, errors }),
    );
  });
}

/** Builds the server or its command line client, which takes long the first time. */
export function buildToxiproxy(command: "server" | "cli"): Promise<string> {
  return buildGo({
    name: `toxiproxy-${command}`,
    module: "toxiproxy",
    package: `${PACKAGE}/cmd/${command}`,
    ldflags: `-X ${PACKAGE}.Version=${TOXIPROXY_VERSION}`,
  });
}

function pinned(): string {
  const goMod = readFileSync(join(goModule("toxiproxy"), "go.mod"), "utf8");
  const [, version] = /\/toxiproxy\/v2 v(\S+)/.exec(goMod) ?? [];
  if (version === undefined) throw new Error("go.mod pins no Toxiproxy");
  return version;
}

async function ready(api: ToxiproxyServer["api"], child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    if (await api.version().catch(() => undefined)) return;
    await sleep(10);
  }
  throw new Error(`Toxiproxy ended with ${child.exitCode}`);
}

/** A port of the loopback address that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = await listening(createServer());
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listening(server: Server): Promise<Server> {
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  return server;
}

/** A service behind a proxy. */
export interface Upstream {
  /** `host:port`. */
  readonly address: string;
  stop(): void;
}

/** A service that handles each connection with `serve`. */
export async function startUpstream(serve: (socket: Socket) => void): Promise<Upstream> {
  const sockets = new Set<Socket>();
  const server = await listening(
    createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      // Toxics cut connections on purpose.
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
      serve(socket);
    }),
  );
  const { port } = server.address() as AddressInfo;
  return {
    address: `${LOOPBACK}:${port}`,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A service that sends its input back. */
export const startEcho = () => startUpstream((socket) => socket.pipe(socket));

/** The port of a proxy that was created on port 0. */
export const portOf = (listen: string) => Number(listen.slice(listen.lastIndexOf(":") + 1));

// What containers write: their logs, and the output of programs that run in them.
import { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Engine } from "../host/engine";
import { wordsOf } from "./reported";

/** What a container wrote. */
interface Written {
  readonly output: string;
  readonly errors: string;
  /** Both, in the order in which the container wrote them. */
  readonly all: string;
}

/** Bytes of one piece: the client parses a piece recursively, and a long log would exhaust the stack. */
const PIECE = 16_384;

/**
 * Demultiplexes a container's output, a stream or a whole buffer of the engine.
 *
 * @throws Error where the connection breaks off.
 */
async function readWritten(engine: Engine, sent: NodeJS.ReadableStream | Buffer): Promise<Written> {
  const stream = Buffer.isBuffer(sent) ? Readable.from(pieces(sent)) : sent;
  const written: Record<keyof Written, Buffer[]> = { output: [], errors: [], all: [] };
  engine.modem.demuxStream(
    stream,
    into(written.output, written.all),
    into(written.errors, written.all),
  );
  await finished(stream, { writable: false });
  const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString();
  return { output: text(written.output), errors: text(written.errors), all: text(written.all) };
}

function pieces(sent: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(sent.length / PIECE) }, (_, index) =>
    sent.subarray(index * PIECE, (index + 1) * PIECE),
  );
}

function into(...collections: Buffer[][]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const chunks of collections) chunks.push(chunk);
      done();
    },
  });
}

/** The exit code and the output of a program in a container. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a program in a container, without a shell and without input, and waits until it ends.
 *
 * @throws Error where the container does not run, or the connection to the engine breaks off.
 */
export async function execute(
  engine: Engine,
  container: string,
  command: readonly string[],
): Promise<Ended> {
  const options = { Cmd: [...command], AttachStdout: true, AttachStderr: true };
  const exec = await engine.getContainer(container).exec(options);
  const { output, errors } = await readWritten(engine, await exec.start({}));
  const { Running: running, ExitCode: code } = await exec.inspect();
  if (running || code === null) throw new Error("the connection to the engine broke off");
  return { code, output, errors };
}

/**
 * Runs a command of an image in a container of its own, without a network, and waits until it ends.
 *
 * @param labels by which the container is found where the process ends before.
 */
export async function runImage(
  engine: Engine,
  image: string,
  command: readonly string[],
  labels: Readonly<Record<string, string>>,
): Promise<Ended> {
  const container = await engine.createContainer({
    Image: image,
    Labels: { ...labels },
    Cmd: [...command],
    HostConfig: { NetworkMode: "none", LogConfig: { Type: "json-file", Config: {} } },
  });
  try {
    await container.start();
    const { StatusCode: code } = await container.wait();
    const sent = await container.logs({ stdout: true, stderr: true, follow: false });
    const { output, errors } = await readWritten(engine, sent);
    return { code, output, errors };
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** A line that a container wrote. */
export interface LogLine {
  /** When, in milliseconds, by the engine's clock. */
  readonly time: number;
  readonly text: string;
}

/**
 * The lines of a container's log, standard output and error, oldest first.
 *
 * @param options `tail`: only the last lines; `since`: only lines from that time on, in milliseconds.
 */
export async function logLines(
  engine: Engine,
  container: string,
  { tail, since = 0 }: { tail?: number; since?: number } = {},
): Promise<LogLine[]> {
  const seconds = Math.floor(since / 1000);
  const sent = await engine
    .getContainer(container)
    .logs({ stdout: true, stderr: true, timestamps: true, follow: false, tail, since: seconds });
  return (await linesOf(engine, sent)).filter(({ time }) => time >= since);
}

/**
 * The lines that the tasks of a service of a Swarm wrote, standard output and error.
 *
 * @param tail only so many last lines of each task. Default: all.
 */
export async function serviceLines(
  engine: Engine,
  service: string,
  tail?: number,
): Promise<LogLine[]> {
  const options = { stdout: true, stderr: true, timestamps: true, follow: false, tail };
  return linesOf(engine, await engine.getService(service).logs(options));
}

async function linesOf(engine: Engine, sent: NodeJS.ReadableStream | Buffer): Promise<LogLine[]> {
  return (await rawLines(engine, sent)).map(timed);
}

/** The lines of a log as the engine sends them, with their times in front. */
export async function rawLines(
  engine: Engine,
  sent: NodeJS.ReadableStream | Buffer,
): Promise<string[]> {
  const { all } = await readWritten(engine, sent);
  return all.split("\n").filter((line) => line !== "");
}

/**
 * The same for an error message: where Docker returns no log, as of a dead container, the one line is
 * Docker's reason.
 */
export async function lastLines(
  engine: Engine,
  container: string,
  options: { tail?: number; since?: number },
): Promise<LogLine[]> {
  try {
    return await logLines(engine, container, options);
  } catch (error) {
    return [{ time: Date.now(), text: `Docker gives no log of it: ${wordsOf(error)}` }];
  }
}

function timed(line: string): LogLine {
  const space = line.indexOf(" ");
  return { time: Date.parse(line.slice(0, space)), text: line.slice(space + 1) };
}

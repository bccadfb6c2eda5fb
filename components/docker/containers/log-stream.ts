// The logs of containers and of a Swarm's services with Docker's own times, and the lines to come.
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Engine } from "../host/engine";
import { rawLines } from "./output";
import { wordsOf } from "./reported";

/** A line of a log, and Docker's own time of it. */
export interface StampedLine {
  /** RFC 3339 with nanoseconds, in UTC: as texts they have the order of their times. */
  readonly stamp: string;
  readonly text: string;
}

/** What has a log. */
export interface LogSource {
  readonly kind: "container" | "service";
  readonly id: string;
}

/** The lines of a log so far, oldest first: only those after a stamp, or only the last ones. */
export async function readLog(
  engine: Engine,
  source: LogSource,
  { after = "", tail }: { readonly after?: string; readonly tail?: number } = {},
): Promise<StampedLine[]> {
  const options = { ...WANTED, tail, since: secondsOf(after), follow: false as const };
  const sent = await logOf(engine, source).logs(options);
  const lines = (await rawLines(engine, sent)).map(stamped);
  return lines.filter(({ stamp }) => stamp > after);
}

/**
 * Hands on each line of a log after a stamp, also those to come.
 *
 * @returns once the container has stopped, or the signal has ended it.
 */
export async function followLog(
  engine: Engine,
  source: LogSource,
  after: string,
  take: (line: StampedLine) => void,
  signal: AbortSignal,
): Promise<void> {
  const options = { ...WANTED, since: secondsOf(after), follow: true as const };
  const stream = await logOf(engine, source).logs(options);
  endWith(stream, signal);
  const later = (line: StampedLine) => {
    if (line.stamp > after) take(line);
  };
  engine.modem.demuxStream(stream, byLine(later), byLine(later));
  await untilEnd(stream, signal);
}

/** Ends a stream of the engine together with the signal. */
export function endWith(stream: NodeJS.ReadableStream, signal: AbortSignal): void {
  const end = () => Reflect.get(stream, "destroy").call(stream);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
}

/** Waits for the end of a stream of the engine; one that the signal ends is no error. */
export async function untilEnd(stream: NodeJS.ReadableStream, signal: AbortSignal): Promise<void> {
  await finished(stream, { writable: false }).catch((error: Error) => {
    if (!signal.aborted) throw error;
  });
}

/**
 * For `catch`: in place of a log that Docker refuses, as of a driver that can't be read, a line with its reason;
 * none of a container that is gone.
 *
 * @throws the error where Docker did not answer.
 */
export function refusedLog(error: Error & { readonly statusCode?: number }): StampedLine[] {
  if (error.statusCode === undefined) throw error;
  if (error.statusCode === 404) return [];
  const text = `Docker gives no log of it: ${wordsOf(error)}`;
  return [{ stamp: new Date().toISOString(), text }];
}

const WANTED = { stdout: true, stderr: true, timestamps: true };

function logOf(engine: Engine, { kind, id }: LogSource) {
  // Both have the same options, but only a container without `follow` returns a buffer.
  return kind === "service"
    ? (engine.getService(id) as unknown as ReturnType<Engine["getContainer"]>)
    : engine.getContainer(id);
}

function secondsOf(stamp: string): number {
  return stamp === "" ? 0 : Math.floor(Date.parse(stamp) / 1000);
}

function stamped(line: string): StampedLine {
  const space = line.indexOf(" ");
  return { stamp: line.slice(0, space), text: line.slice(space + 1) };
}

/** Takes text in pieces, and hands on each line. */
function byLine(take: (line: StampedLine) => void): Writable {
  let rest = Buffer.alloc(0);
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
        const line = rest.subarray(0, end).toString();
        rest = rest.subarray(end + 1);
        if (line !== "") take(stamped(line));
      }
      done();
    },
  });
}

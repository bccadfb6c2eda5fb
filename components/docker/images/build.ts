// Builds of images by BuildKit.
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { type Entry, writeTar } from "../files/files";
import type { Engine } from "../host/engine";

/** An image that the engine builds. */
export interface ImageBuild {
  /** Repository and tag. */
  readonly reference: string;
  readonly dockerfile: string;
  /** The files that the build can copy, the Dockerfile among them, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Values of the Dockerfile's `ARG`. */
  readonly args: Readonly<Record<string, string>>;
  /** Default: the engine's. */
  readonly platform?: string;
}

/** A build that failed. */
export class BuildFailed extends Error {
  /** @param log what the steps wrote. */
  constructor(
    message: string,
    readonly log: readonly string[],
  ) {
    super(message);
  }
}

/**
 * Builds an image, which gets its name when all of it has succeeded. Times of files don't count, so an equal build
 * takes its steps from the builder's cache.
 *
 * @throws BuildFailed with the log.
 */
export async function buildImage(engine: Engine, build: ImageBuild): Promise<void> {
  const { reference, dockerfile, files, args, platform } = build;
  const changed = new Date(0);
  const entries = Object.entries(files).map(([name, content]): Entry => {
    return { name, type: "file", mode: 0o644, changed, content: Buffer.from(content) };
  });
  const context = await writeTar(entries, { uid: 0, gid: 0 });
  const options = {
    t: reference,
    dockerfile,
    buildargs: { ...args },
    platform,
    version: "2",
  } as const;
  const stream = await engine.buildImage(Readable.from([context]), options);
  const messages = (await text(stream)).split(/\r?\n/).filter((line) => line !== "");
  const events: BuildEvent[] = messages.map((line) => JSON.parse(line));
  const failure = events.find(({ error }) => error !== undefined)?.error;
  if (failure !== undefined) throw new BuildFailed(failure, logOf(events));
}

/** A message about a build; Docker's client has further ones. */
interface BuildEvent {
  readonly id?: string;
  readonly error?: string;
  /** With the ID of a trace, a `StatusResponse` of BuildKit. */
  readonly aux?: unknown;
}

const TRACE = "moby.buildkit.trace";

/** Numbers of fields: the logs of a `StatusResponse`, and the bytes of one of them. */
const LOGS = 3;
const BYTES = 4;

/** The lines that the steps of a build wrote. */
function logOf(events: readonly BuildEvent[]): string[] {
  const pieces = events.flatMap(({ id, aux }) => {
    if (id !== TRACE || typeof aux !== "string") return [];
    const logs = fieldsOf(Buffer.from(aux, "base64"), LOGS);
    return logs.flatMap((log) => fieldsOf(log, BYTES));
  });
  const lines = Buffer.concat(pieces).toString().split(/\r?\n/);
  return lines.filter((line) => line.trim() !== "");
}

/** Wire types of protocol buffers. */
const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;

/** The values of a field with a length in a message of protocol buffers. */
function fieldsOf(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const type = key & 7;
    const length = type === LENGTH ? varint() : type === EIGHT_BYTES ? 8 : 4;
    if (type === VARINT) varint();
    else {
      if (type === LENGTH && key >> 3 === wanted) found.push(message.subarray(at, at + length));
      at += length;
    }
  }
  return found;
}

import { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Engine } from "./engine";

/** What a container wrote. */
export interface Written {
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
export async function readWritten(
  engine: Engine,
  sent: NodeJS.ReadableStream | Buffer,
): Promise<Written> {
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

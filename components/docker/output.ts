/** Docker puts eight bytes before each piece of output: the stream, and the length at offset 4. */
const HEADER = 8;
const LENGTH = 4;

/** Where a program wrote something. */
export const OUTPUT = 1;
export const ERRORS = 2;

/**
 * The text in what the engine sends of a container's output.
 *
 * @param stream only what was written there. Default: all of it.
 */
export function textIn(sent: Buffer, stream?: typeof OUTPUT | typeof ERRORS): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + HEADER <= sent.length; ) {
    const end = at + HEADER + sent.readUInt32BE(at + LENGTH);
    if (stream === undefined || sent[at] === stream) pieces.push(sent.subarray(at + HEADER, end));
    at = end;
  }
  return Buffer.concat(pieces).toString();
}

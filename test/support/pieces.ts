/** A piece of output as Docker sends it: the stream, three zeros, the length, the bytes. */
export function piece(content: Buffer, stream = 1): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

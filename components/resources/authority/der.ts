/*
 * The few kinds of value that a certificate is made of, in DER (ITU-T X.690): a byte that says which,
 * the length, the content. Pulumi writes these functions out as text, and can write no bytes.
 */

const SEQUENCE = 0x30;
const SET = 0x31;

/** A value of a kind, made of bytes or of other values. */
function value(kind: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([kind, ...lengthOf(content.length)]), content]);
}

/** Below 128 the length itself; above, how many bytes it takes and then those. */
function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

/** Several values, in their order. */
export const sequence = (...parts: readonly Uint8Array[]) => value(SEQUENCE, ...parts);

/** A set of one value. */
export const setOf = (part: Uint8Array) => value(SET, part);

/** A positive number, given by its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const sign = (bytes[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0);
  return value(0x02, sign, bytes);
}

/** The value `TRUE`. */
export const yes = () => value(0x01, Buffer.from([0xff]));

/** Bits; `unused` of the last byte don't count. */
export const bits = (bytes: Uint8Array, unused = 0) => value(0x03, Buffer.from([unused]), bytes);

/** Bytes. */
export const octets = (bytes: Uint8Array) => value(0x04, bytes);

/** A text. */
export const text = (content: string) => value(0x0c, Buffer.from(content));

/** A value under a number that its surroundings give a meaning to. */
export const tagged = (number: number, part: Uint8Array) => value(0xa0 | number, part);

/** A moment between 1950 and 2049, in seconds. */
export function time(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/[-:T]|\.\d+/g, "");
  return value(0x17, Buffer.from(digits.slice(2)));
}

/** The name of a kind of thing: `1.2.840.10045.4.3.2`. */
export function kindOf(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  return value(0x06, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

/** Seven bits a byte, the highest bit set on all but the last. */
function base128(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

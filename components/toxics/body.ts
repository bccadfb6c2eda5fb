import { bytes, kilobytesPerSecond, microseconds, milliseconds } from "./quantities";
import { kindsOf, Stream, TOXIC_TYPES, type Toxic } from "./toxic";

/** A toxic as the server's API has it, with nothing left to its defaults. */
export interface ToxicBody {
  readonly name: string;
  /** The server's name of the kind, such as `slow_close`. */
  readonly type: string;
  readonly stream: string;
  readonly toxicity: number;
  /** Integers in the server's own units, such as `{ latency: 200, jitter: 0 }`. */
  readonly attributes: Readonly<Record<string, number>>;
}

/**
 * A toxic as the API takes and reports it.
 *
 * @param toxic one that the schema has checked.
 * @throws Error for any other.
 */
export function toxicBody(toxic: Toxic): ToxicBody {
  const type = typeOf(toxic);
  const { stream = Stream.Downstream, toxicity = 1, name = `${type}_${stream}` } = toxic;
  return { name, type, stream, toxicity, attributes: attributesOf(toxic) };
}

function typeOf(toxic: Toxic): string {
  const [kind, ...others] = kindsOf(toxic);
  if (kind === undefined || others.length > 0) throw unchecked(toxic);
  return TOXIC_TYPES[kind];
}

function attributesOf(toxic: Toxic): Record<string, number> {
  const { latency, bandwidth, slowClose, timeout, resetPeer, slicer, limitData } = toxic;
  if (latency) {
    return {
      latency: amount(milliseconds, latency.latency),
      jitter: amount(milliseconds, latency.jitter),
    };
  }
  if (bandwidth) return { rate: amount(kilobytesPerSecond, bandwidth.rate) };
  if (slowClose) return { delay: amount(milliseconds, slowClose.delay) };
  if (timeout) return { timeout: amount(milliseconds, timeout.timeout) };
  if (resetPeer) return { timeout: amount(milliseconds, resetPeer.timeout) };
  if (slicer) {
    return {
      average_size: amount(bytes, slicer.averageSize),
      size_variation: amount(bytes, slicer.sizeVariation),
      delay: amount(microseconds, slicer.delay),
    };
  }
  if (limitData) return { bytes: amount(bytes, limitData.bytes) };
  throw unchecked(toxic);
}

/** A quantity in the server's unit; 0, as the server has it, where it is left out. */
function amount(inUnit: (text: string) => number | undefined, text?: string): number {
  if (text === undefined) return 0;
  const value = inUnit(text);
  if (value === undefined) throw new Error(`${JSON.stringify(text)} is not what a toxic takes`);
  return value;
}

function unchecked(toxic: Toxic): Error {
  return new Error(`a toxic must be of exactly one kind: ${JSON.stringify(toxic)}`);
}

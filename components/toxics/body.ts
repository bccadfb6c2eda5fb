import { bytes, kilobytesPerSecond, microseconds, milliseconds } from "./quantities";
import { kindsOf, Stream, TOXIC_TYPES, type Toxic, type ToxicKind } from "./toxic";

/** A toxic as the server's API takes and reports it, defaults filled in. */
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
 * Converts a toxic to the API's form.
 *
 * @param toxic one that the schema has checked.
 * @throws Error for any other.
 */
export function toxicBody(toxic: Toxic): ToxicBody {
  const [kind, ...others] = kindsOf(toxic);
  const settings = kind && toxic[kind];
  if (kind === undefined || settings === undefined || others.length > 0) {
    throw new Error(`a toxic must be of exactly one kind: ${JSON.stringify(toxic)}`);
  }
  const type = TOXIC_TYPES[kind];
  const { stream = Stream.Downstream, toxicity = 1, name = `${type}_${stream}` } = toxic;
  return { name, type, stream, toxicity, attributes: attributesOf(kind, settings) };
}

/** The attributes of each kind, in the server's own names and units. */
const ATTRIBUTES: {
  readonly [K in ToxicKind]: (settings: Required<Toxic>[K]) => Record<string, number>;
} = {
  latency: ({ latency, jitter }) => ({
    latency: amount(milliseconds, latency),
    jitter: amount(milliseconds, jitter),
  }),
  bandwidth: ({ rate }) => ({ rate: amount(kilobytesPerSecond, rate) }),
  slowClose: ({ delay }) => ({ delay: amount(milliseconds, delay) }),
  timeout: ({ timeout }) => ({ timeout: amount(milliseconds, timeout) }),
  resetPeer: ({ timeout }) => ({ timeout: amount(milliseconds, timeout) }),
  slicer: ({ averageSize, sizeVariation, delay }) => ({
    average_size: amount(bytes, averageSize),
    size_variation: amount(bytes, sizeVariation),
    delay: amount(microseconds, delay),
  }),
  limitData: ({ bytes: limit }) => ({ bytes: amount(bytes, limit) }),
};

function attributesOf<K extends ToxicKind>(kind: K, settings: Required<Toxic>[K]) {
  return ATTRIBUTES[kind](settings);
}

/** A quantity in the server's unit; without one 0, as in the server. */
function amount(inUnit: (text: string) => number | undefined, text?: string): number {
  if (text === undefined) return 0;
  const value = inUnit(text);
  if (value === undefined) throw new Error(`${JSON.stringify(text)} is not a toxic's quantity`);
  return value;
}

/**
 * Describes a toxic for previews and reports: `latency 200 ms ± 50 ms on downstream, toxicity 0.3`.
 * It also describes what a server reports, such as a toxic that someone added by hand.
 */
export function describeToxic({ type, stream, toxicity, attributes }: ToxicBody): string {
  const words = WORDS[type]?.(attributes) ?? `${type} ${JSON.stringify(attributes)}`;
  return `${words} on ${stream}${toxicity === 1 ? "" : `, toxicity ${toxicity}`}`;
}

const WORDS: Readonly<Record<string, (attributes: Readonly<Record<string, number>>) => string>> = {
  latency: ({ latency, jitter }) => `latency ${latency} ms${jitter ? ` ± ${jitter} ms` : ""}`,
  bandwidth: ({ rate }) => `bandwidth ${rate} KB/s`,
  slow_close: ({ delay }) => `slow close after ${delay} ms`,
  timeout: ({ timeout }) =>
    timeout ? `data lost, closed after ${timeout} ms without any` : "data lost, never closed",
  reset_peer: ({ timeout }) =>
    timeout ? `reset ${timeout} ms after the first byte` : "reset at the first byte",
  slicer: ({ average_size, size_variation, delay }) =>
    `slices of ${average_size}${size_variation ? ` ± ${size_variation}` : ""} B` +
    (delay ? `, ${delay} µs apart` : ""),
  limit_data: ({ bytes }) => `closed after ${bytes} B`,
};

/** The half of a connection that a toxic affects. */
export const Stream = {
  /** From the client to the service. */
  Upstream: "upstream",
  /** From the service to the client. */
  Downstream: "downstream",
} as const;
export type Stream = (typeof Stream)[keyof typeof Stream];

/** Data arrives later. Connecting doesn't take longer; delays of both streams add up. */
export interface LatencyToxic {
  /** The delay, such as `200ms`; whole milliseconds, up to `1h`. */
  latency: string;
  /**
   * Each delay lies between `latency - jitter` and `latency + jitter`, at random. Not longer than
   * `latency`. Default: none.
   */
  jitter?: string;
}

/** Data arrives at a limited rate. */
export interface BandwidthToxic {
  /** Such as `50KB/s` or `1.5MB/s`: whole KB/s (KB = 1000 B), from `1KB/s` to `1000MB/s`. */
  rate: string;
}

/** The connection is closed later than the sender does. */
export interface SlowCloseToxic {
  /** The delay, such as `2s`; whole milliseconds, up to `1h`. */
  delay: string;
}

/** All data is lost. The connection is closed after a time without data. */
export interface TimeoutToxic {
  /**
   * The idle time that closes the connection, such as `5s`, from `1ms` to `1h`; each piece of data
   * restarts it. Default: none, so that the connection stays open.
   */
  timeout?: string;
}

/**
 * The connection is reset (TCP RST). A connection that was open before the toxic was added is closed
 * (FIN) instead; one without data stays open.
 */
export interface ResetPeerToxic {
  /**
   * The time after the first byte, such as `500ms`, up to `20s`. Meanwhile the server can't change the
   * toxics of that proxy. Default: none.
   */
  timeout?: string;
}

/** Data arrives in small pieces. */
export interface SlicerToxic {
  /** Size of a piece, such as `64B` or `1KB` (KB = 1000 B), up to `32KB`. */
  averageSize: string;
  /** The random variation of that size; less than `averageSize`. Default: none. */
  sizeVariation?: string;
  /** The pause after each piece, such as `10us`; whole microseconds, up to `1h`. Default: none. */
  delay?: string;
}

/** The connection is closed once an amount of data has passed. */
export interface LimitDataToxic {
  /** The amount per connection, such as `512B` or `10KB` (KB = 1000 B), up to `1000GB`. */
  bytes: string;
}

/**
 * A fault of the connections through a proxy of Toxiproxy 2.12.0. Exactly one kind must be present.
 *
 * The server chains the toxics of a stream in the order in which they are added. It can't lose packets,
 * since a TCP proxy sees none.
 *
 * @example
 * { latency: { latency: "200ms", jitter: "50ms" }, stream: Stream.Upstream }
 * { resetPeer: {}, toxicity: 0.1 }
 */
export interface Toxic {
  latency?: LatencyToxic;
  bandwidth?: BandwidthToxic;
  slowClose?: SlowCloseToxic;
  timeout?: TimeoutToxic;
  resetPeer?: ResetPeerToxic;
  slicer?: SlicerToxic;
  limitData?: LimitDataToxic;
  /**
   * Unique on its proxy, across both streams: letters, digits, "_", "." and "-".
   * Default: the server's type and the stream, such as `slow_close_downstream`.
   */
  name?: string;
  /** Default: downstream, what the service sends. */
  stream?: Stream;
  /**
   * The share of the connections that it affects, 0 to 1, with at most six decimals. The server draws
   * once for each connection, not for each request, and again when the toxic changes. Default: 1.
   */
  toxicity?: number;
}

/** The kinds of toxics, by field of {@link Toxic}, with the server's name of each. */
export const TOXIC_TYPES = {
  latency: "latency",
  bandwidth: "bandwidth",
  slowClose: "slow_close",
  timeout: "timeout",
  resetPeer: "reset_peer",
  slicer: "slicer",
  limitData: "limit_data",
} as const;
export type ToxicKind = keyof typeof TOXIC_TYPES;

/** The kinds that are present in a {@link Toxic}. */
export function kindsOf(toxic: object): ToxicKind[] {
  const kinds = Object.keys(TOXIC_TYPES) as ToxicKind[];
  return kinds.filter((kind) => Reflect.get(toxic, kind) !== undefined);
}

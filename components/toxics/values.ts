import { z } from "zod";
import { API_NAME } from "./api";
import {
  bytes,
  DURATION,
  kilobytesPerSecond,
  microseconds,
  milliseconds,
  RATE,
  SIZE,
} from "./quantities";

// The values of toxics. Each error completes "<path> …, got <value>.", with a reason where the server
// would accept the value and crash; see schema/problems.ts.

const HOUR = 3_600_000;
/** The server answers a request within 25 s or not at all. */
const UNINTERRUPTED = 20_000;
/** The server reads 32 KiB of a connection at a time. */
const LARGEST_PIECE = 32_000;

/** A string with a unit, whose number lies within these bounds; else no later check runs on it. */
function quantity(
  form: RegExp,
  inUnit: (text: string) => number | undefined,
  low: number,
  high: number,
  error: string,
) {
  return z
    .string({ error })
    .regex(form, { error, abort: true })
    .refine(
      (text) => {
        const value = inUnit(text);
        return value !== undefined && value >= low && value <= high;
      },
      { error, abort: true },
    );
}

const MILLISECONDS = "must be a duration of whole milliseconds with its unit, such as";

export const delay = quantity(DURATION, milliseconds, 0, HOUR, `${MILLISECONDS} "200ms", up to 1h`);

export const idleTime = quantity(
  DURATION,
  milliseconds,
  1,
  HOUR,
  `${MILLISECONDS} "5s", from 1ms to 1h, or be left out so that the connection is never closed`,
);

export const resetTime = quantity(
  DURATION,
  milliseconds,
  0,
  UNINTERRUPTED,
  `${MILLISECONDS} "500ms", up to 20s: nothing interrupts it, and the server's API waits with it`,
);

export const pause = quantity(
  DURATION,
  microseconds,
  0,
  HOUR * 1_000,
  'must be a duration of whole microseconds with its unit, such as "10us", up to 1h',
);

export const rate = quantity(
  RATE,
  kilobytesPerSecond,
  1,
  1_000_000,
  'must be a rate of whole KB/s (KB = 1000 B), such as "50KB/s" or "1.5MB/s", from 1KB/s to ' +
    "1000MB/s: at 0, or without it, nothing ever passes, and a negative one kills the server",
);

export const pieceSize = quantity(
  SIZE,
  bytes,
  1,
  LARGEST_PIECE,
  'must be a size with its unit, such as "64B" or "1KB" (KB = 1000 B), from 1B to 32KB: the ' +
    "server reads no more than 32 KiB at a time, and 0, a negative one or none kills it",
);

export const variation = quantity(
  SIZE,
  bytes,
  0,
  LARGEST_PIECE,
  'must be a size with its unit, such as "16B", from 0B to less than averageSize',
);

export const amount = quantity(
  SIZE,
  bytes,
  1,
  1e12,
  'must be a size with its unit, such as "512B" or "10KB" (KB = 1000 B), from 1B to 1000GB: at 0 ' +
    "the connection is closed without any data, which is resetPeer or timeout",
);

const SHARE =
  "must be a number from 0 to 1 with at most six decimals, which is what the server can keep";

/** The share of connections, with as many decimals as the server's 32 bits can hold. */
export const share = z
  .number({ error: SHARE })
  .refine((value) => value >= 0 && value <= 1 && Number(value.toFixed(6)) === value, {
    error: SHARE,
  });

const NAME =
  'must be letters, digits, "_", "." and "-", a letter or digit first, 64 characters at most: it ' +
  "stands in the URLs of the server's API";

/** Name of a toxic or a proxy. */
export const apiName = z.string({ error: NAME }).regex(API_NAME, { error: NAME });

const LOSS =
  "is not a toxic of Toxiproxy 2.12.0, a TCP proxy that sees no packets. The nearest are timeout (all " +
  "data of a connection is lost), limitData (all data after an amount is lost) and resetPeer (the " +
  "connection is cut), each with a toxicity, which is a share of the connections, not of packets. Lost " +
  "packets that TCP sends again look like latency with jitter.";

const DOWN =
  "is not a toxic. Write `down: true` beside the toxics: the proxy then refuses connections, and the " +
  "toxics stay.";

const NOOP = "does nothing. Leave the toxic out, or set its toxicity to 0.";

const refused = (message: string) => z.never({ error: message }).optional();

/** Faults that the server lacks, or that are none, each refused with a message of its own. */
export const refusedKinds = {
  packetLoss: refused(LOSS),
  packet_loss: refused(LOSS),
  loss: refused(LOSS),
  down: refused(DOWN),
  noop: refused(NOOP),
};

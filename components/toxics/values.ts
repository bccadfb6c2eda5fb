import { z } from "zod";
import { API_NAME } from "./names";
import { bytes, kilobytesPerSecond, microseconds, milliseconds } from "./quantities";

/*
 * The quantities of toxics. Each error completes "<path> …, got <value>.", with its reason where the
 * server would take the value and die of it; see schema/problems.ts.
 */

const HOUR = 3_600_000;
/** The server answers no request that takes longer than 25 s. */
const UNINTERRUPTED = 20_000;
/** What the server reads of a connection at a time is 32 KiB. */
const LARGEST_PIECE = 32_000;

/**
 * A text whose number in a unit lies within these bounds; where it doesn't nothing is compared with
 * it.
 */
function quantity(
  inUnit: (text: string) => number | undefined,
  low: number,
  high: number,
  error: string,
) {
  return z.string({ error }).refine(
    (text) => {
      const value = inUnit(text);
      return value !== undefined && value >= low && value <= high;
    },
    { error, abort: true },
  );
}

const MILLISECONDS = "must be a duration of whole milliseconds with its unit, such as";

/** @internal How long something takes, which may be nothing. */
export const delay = quantity(milliseconds, 0, HOUR, `${MILLISECONDS} "200ms", up to 1h`);

/** @internal The time without data that ends a connection. */
export const idleTime = quantity(
  milliseconds,
  1,
  HOUR,
  `${MILLISECONDS} "5s", from 1ms to 1h, or be left out so that the connection is never closed`,
);

/** @internal The wait before a reset. */
export const resetTime = quantity(
  milliseconds,
  0,
  UNINTERRUPTED,
  `${MILLISECONDS} "500ms", up to 20s: nothing interrupts it, and the server's API waits with it`,
);

/** @internal The pause between pieces. */
export const pause = quantity(
  microseconds,
  0,
  HOUR * 1_000,
  'must be a duration of whole microseconds with its unit, such as "10us", up to 1h',
);

/** @internal A rate of data. */
export const rate = quantity(
  kilobytesPerSecond,
  1,
  1_000_000,
  'must be a rate of whole KB/s (KB = 1000 B), such as "50KB/s" or "1.5MB/s", from 1KB/s to ' +
    "1000MB/s: at 0, or without it, nothing ever passes, and a negative one kills the server",
);

/** @internal The size of a piece. */
export const pieceSize = quantity(
  bytes,
  1,
  LARGEST_PIECE,
  'must be a size with its unit, such as "64B" or "1KB" (KB = 1000 B), from 1B to 32KB: the ' +
    "server reads no more than 32 KiB at a time, and 0, a negative one or none kills it",
);

/** @internal How much pieces differ. */
export const variation = quantity(
  bytes,
  0,
  LARGEST_PIECE,
  'must be a size with its unit, such as "16B", from 0B to less than averageSize',
);

/** @internal An amount of data. */
export const amount = quantity(
  bytes,
  1,
  1e12,
  'must be a size with its unit, such as "512B" or "10KB" (KB = 1000 B), from 1B to 1000GB: at 0 ' +
    "the connection is closed without any data, which is resetPeer or timeout",
);

const SHARE =
  "must be a number from 0 to 1 with at most six decimals, which is what the server can keep";

/** @internal The share of connections; as many decimals as the server's 32 bits can tell apart. */
export const share = z
  .number({ error: SHARE })
  .refine((value) => value >= 0 && value <= 1 && Number(value.toFixed(6)) === value, {
    error: SHARE,
  });

const NAME =
  'must be letters, digits, "_", "." and "-", a letter or digit first, 64 characters at most: it ' +
  "stands in the URLs of the server's API";

/** @internal Name of a toxic or a proxy that its URL can tell. */
export const apiName = z.string({ error: NAME }).regex(API_NAME, { error: NAME });

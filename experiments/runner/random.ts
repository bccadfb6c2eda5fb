import { randomInt } from "node:crypto";

/** The largest seed: seeds are integers of 32 bits. */
export const MAX_SEED = 0xffff_ffff;

/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** From 0, included, to 1, excluded. */
  share(): number;
  /** An integer from `low` to `high`, both included. */
  whole(low: number, high: number): number;
}

/** A random seed. */
export const anySeed = () => randomInt(MAX_SEED + 1);

/**
 * Numbers drawn from a seed, by mulberry32: 32 bits of state, enough for faults and not for secrets.
 * Toxiproxy's own `-seed` has no effect since 2.9.0, so faults are drawn here.
 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / (MAX_SEED + 1);
  };
  return { share, whole: (low, high) => low + Math.floor(share() * (high - low + 1)) };
}

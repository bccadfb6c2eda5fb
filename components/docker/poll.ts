/** How often, and for how long, {@link poll} looks. Milliseconds. */
export interface PollOptions {
  /** Time between two looks. */
  readonly interval: number;
  /** Time after which it gives up. Default: never. */
  readonly timeout?: number;
}

/**
 * Looks until a look returns something other than `undefined`. The first look is immediate, and there
 * is always a last one when the time is over.
 *
 * @returns what the look returned, or `undefined` when the time is over.
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  { interval, timeout = Number.POSITIVE_INFINITY }: PollOptions,
): Promise<T | undefined> {
  for (const began = Date.now(); ; ) {
    const late = Date.now() - began >= timeout;
    const found = await look();
    if (found !== undefined || late) return found;
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

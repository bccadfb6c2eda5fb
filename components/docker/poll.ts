/** How often, and for how long, {@link poll} looks. Milliseconds. */
interface PollOptions {
  /** Time between two looks. */
  readonly interval: number;
  /** Time after which the next look is the last. Default: never. */
  readonly timeout?: number;
}

/**
 * Looks until a look returns something other than `undefined`. The first look is immediate, and there
 * is one when the time is over.
 *
 * @param look gets whether the time is over, so that it can throw what it last saw.
 * @returns what the look returned, or `undefined` when the time is over.
 */
export async function poll<T>(
  look: (late: boolean) => Promise<T | undefined>,
  { interval, timeout = Number.POSITIVE_INFINITY }: PollOptions,
): Promise<T | undefined> {
  for (const began = Date.now(); ; ) {
    const late = Date.now() - began >= timeout;
    const found = await look(late);
    if (found !== undefined || late) return found;
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

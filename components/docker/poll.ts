/** Interval and timeout of {@link poll}, in milliseconds. */
interface PollOptions {
  /** Time between two calls. */
  readonly interval: number;
  /** Time after which the next call is the last. Default: none. */
  readonly timeout?: number;
}

/**
 * Calls a function until it returns something other than `undefined`: at once, at each interval, and
 * once more after the timeout.
 *
 * @param look the function; its argument is true in the last call, so that it can throw with details.
 * @returns its result, or `undefined` after the timeout.
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

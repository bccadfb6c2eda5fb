import { textOf } from "./canonical";

/** Questions of one kind, at least one. */
type Asked<A> = readonly [A, ...A[]];

/** Questions that are answered together, and their answers in that order. */
interface Batch<A, T> {
  readonly asked: [A, ...A[]];
  readonly answers: Promise<readonly T[]>;
}

/**
 * Answers questions of one kind together: those that come while others are being answered wait, and are
 * the next batch.
 *
 * @param about the kind of a question.
 * @param answer answers a batch, in its order.
 */
export function inBatches<A, T>(
  about: (given: A) => unknown,
  answer: (batch: Asked<A>) => Promise<readonly T[]>,
) {
  const waiting = new Map<string, Batch<A, T>>();
  const last = new Map<string, Promise<unknown>>();
  const open = (key: string, first: A): Batch<A, T> => {
    const asked: Batch<A, T>["asked"] = [first];
    const before = last.get(key) ?? Promise.resolve();
    const answers = before
      .catch(() => undefined)
      .then(() => {
        waiting.delete(key);
        return answer(asked);
      });
    last.set(key, answers);
    const batch = { asked, answers };
    waiting.set(key, batch);
    return batch;
  };
  return async (given: A): Promise<T> => {
    const key = textOf(about(given));
    const batch = waiting.get(key);
    const place = batch === undefined ? 0 : batch.asked.push(given) - 1;
    const { answers } = batch ?? open(key, given);
    return (await answers)[place] as T;
  };
}

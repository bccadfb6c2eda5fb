import { textOf } from "./canonical";

/** Questions that are answered together, and their answers in that order. */
interface Batch<A, T> {
  readonly asked: A[];
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
  answer: (batch: readonly A[]) => Promise<readonly T[]>,
) {
  const waiting = new Map<string, Batch<A, T>>();
  const last = new Map<string, Promise<unknown>>();
  const open = (key: string): Batch<A, T> => {
    const asked: A[] = [];
    const before = last.get(key) ?? Promise.resolve();
    const answers = before
      .catch(() => undefined)
      .then(() => {
        waiting.delete(key);
        return answer(asked);
      });
    last.set(key, answers);
    return { asked, answers };
  };
  return async (given: A): Promise<T> => {
    const key = textOf(about(given));
    const batch = waiting.get(key) ?? open(key);
    waiting.set(key, batch);
    const place = batch.asked.push(given) - 1;
    return (await batch.answers)[place] as T;
  };
}

import { textOf } from "./canonical";

/**
 * Keeps the answers of a function for as long as this process runs, so that all resources of a command
 * share one.
 *
 * @param about what an answer is about, of its argument.
 */
export function once<A, T>(about: (given: A) => unknown, ask: (given: A) => Promise<T>) {
  const answers = new Map<string, Promise<T>>();
  return (given: A): Promise<T> => {
    const key = textOf(about(given));
    const asked = answers.get(key) ?? ask(given);
    answers.set(key, asked);
    return asked;
  };
}

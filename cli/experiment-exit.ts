// @ts-check
// How npm run experiment ends, so that CI can tell apart what happened.
import { Failure } from "./failure.mjs";

/** Nothing was asked of the service, since what was asked of us can't be done. */
const WRONG_INPUT = 4;

/**
 * By the result of a report. Of one that was interrupted the signal decides.
 * @type {Readonly<Record<import("../../experiments/runner").Report["result"], number>>}
 */
export const exitCodes = { met: 0, missed: 2, "not steady": 3, interrupted: 1 };

/**
 * A failure of this work is a person's mistake.
 * @template T
 * @param {() => T} work
 */
export function wrongInput(work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure) error.exitCode = WRONG_INPUT;
    throw error;
  }
}

/**
 * What the runner says is wrong, as a failure that is shown without a stack trace.
 * @template T
 * @param {typeof import("../../experiments/runner")} runner
 * @param {() => Promise<T>} work
 */
export async function known({ WrongInput, KeeperError, ToxiproxyError }, work) {
  try {
    return await work();
  } catch (error) {
    const wrong = error instanceof WrongInput;
    if (!wrong && !(error instanceof KeeperError || error instanceof ToxiproxyError)) throw error;
    const failure = new Failure(error.message);
    if (wrong) failure.exitCode = WRONG_INPUT;
    throw failure;
  }
}

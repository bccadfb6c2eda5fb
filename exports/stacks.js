// Pulumi takes the stack of each of its promises, some hundred for each resource, to name those that
// never end. Written out, their lines alone would take seconds in a program of fifty services.
const path = require("node:path");

/** The file of Pulumi's that takes these stacks. */
const PROMISES = path.join("@pulumi", "pulumi", "runtime", "debuggable.js");

/** @typedef {(error: Error, frames: NodeJS.CallSite[]) => unknown} StackOf */

/** @type {WeakSet<StackOf>} */
const quiet = new WeakSet();

/**
 * Gives Pulumi's promises no stack, unless `PULUMI_DEBUG_PROMISE_LEAKS` asks for it, and all else the
 * same as before.
 * @param {StackOf} stackOf
 * @returns {StackOf}
 */
function withoutPromises(stackOf) {
  if (quiet.has(stackOf) || process.env.PULUMI_DEBUG_PROMISE_LEAKS) return stackOf;
  /** @type {StackOf} */
  const shorter = (error, frames) =>
    frames[0]?.getFileName()?.endsWith(PROMISES) ? String(error) : stackOf(error, frames);
  quiet.add(shorter);
  return shorter;
}

module.exports = { withoutPromises };

// What makes a program of Pulumi's start sooner.
require("./late");

/** @typedef {{ enableCompileCache?: () => void }} Compiling */

// Node 22.8 and later keep compiled modules in a folder for temporary files.
/** @type {Compiling} */ (/** @type {unknown} */ (require("node:module"))).enableCompileCache?.();

// Pulumi takes the stack of each of its promises, some hundred for each resource, to name those that
// never end. In a program of fifty services, these stacks take a second and more; the program takes none,
// unless PULUMI_DEBUG_PROMISE_LEAKS asks for them.

/** Where Pulumi takes the stacks, in the versions that have such a module. */
const MODULE = "@pulumi/pulumi/runtime/debuggable";

/** @typedef {(promise: Promise<unknown>, context: unknown) => Promise<unknown>} Debuggable */

/**
 * @param {Debuggable} debuggable
 * @returns {Debuggable}
 */
function withoutStack(debuggable) {
  return (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggable(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/** @returns {{ debuggablePromise?: Debuggable }} */
function find() {
  try {
    return require(MODULE);
  } catch {
    return {};
  }
}

const found = find();
if (found.debuggablePromise && !process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
  found.debuggablePromise = withoutStack(found.debuggablePromise);
}

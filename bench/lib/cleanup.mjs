// Takes away what a bench made: at its end, and on an interrupt.

/** @type {Set<() => Promise<void>>} */
const pending = new Set();

/**
 * Registers what to take away. The result takes it away, once, however often it is called.
 * @param {() => unknown} work
 * @returns {() => Promise<void>}
 */
export function later(work) {
  /** @type {Promise<void> | undefined} */
  let done;
  const undo = () => {
    done ??= (async () => {
      try {
        await work();
      } finally {
        pending.delete(undo);
      }
    })();
    return done;
  };
  pending.add(undo);
  return undo;
}

/** Takes away what is left, the youngest first, and reports what failed. */
export async function cleanUp() {
  for (const undo of [...pending].reverse()) {
    await undo().catch((error) => console.error(`Could not clean up: ${error.message}`));
  }
}

/** Has an interrupt take everything away before the process ends. A second one ends it at once. */
export function cleanUpOnInterrupt() {
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    process.stderr.write(`\n${signal}: taking everything away …\n`);
    cleanUp().finally(() => process.exit(130));
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.once(signal, stop);
  }
}

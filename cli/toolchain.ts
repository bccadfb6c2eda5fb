/*
 * cli/ has the commands of this repository that need its packages: images. toolchain/cli.mjs installs the
 * packages, loads the command's module and calls its `run`.
 */

/**
 * The toolchain's functions that the commands share. The toolchain consists of ES modules, which these
 * modules, compiled to CommonJS, can only import dynamically.
 */
export async function toolchain() {
  const [{ readArgs }, { badMirror }] = await Promise.all([
    import("../toolchain/lib/command.mjs"),
    import("../toolchain/lib/failures.mjs"),
  ]);
  return { readArgs, badMirror };
}

/*
 * cli/ has the commands of this repository that need its packages: experiment, backup, restore and images.
 * toolchain/cli.mjs installs the packages, loads the command's module and calls its `run`.
 */

/**
 * The toolchain's functions that the commands share. The toolchain consists of ES modules, which these
 * modules, compiled to CommonJS, can only import dynamically.
 */
export async function toolchain() {
  const modules = await Promise.all([
    import("../toolchain/lib/args.mjs"),
    import("../toolchain/lib/backend.mjs"),
    import("../toolchain/lib/consent.mjs"),
    import("../toolchain/lib/deployed.mjs"),
    import("../toolchain/lib/docker-engine.mjs"),
    import("../toolchain/lib/docker-host.mjs"),
    import("../toolchain/lib/entry.mjs"),
    import("../toolchain/lib/failure.mjs"),
    import("../toolchain/lib/failures.mjs"),
    import("../toolchain/lib/passphrase.mjs"),
    import("../toolchain/lib/paths.mjs"),
    import("../toolchain/lib/progress.mjs"),
    import("../toolchain/lib/pulumi-home.mjs"),
    import("../toolchain/lib/setup.mjs"),
  ]);
  const [args, backend, consent, deployed, engine, host, entry, ...rest] = modules;
  const [failure, failures, passphrase, paths, progress, home, setup] = rest;
  return {
    ...{ ...args, ...backend, ...consent, ...deployed, ...engine, ...host, ...entry },
    ...{ ...failure, ...failures, ...passphrase, ...paths, ...progress, ...home, ...setup },
  };
}

export type Toolchain = Awaited<ReturnType<typeof toolchain>>;

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
    import("../toolchain/lib/command.mjs"),
    import("../toolchain/lib/docker-engine.mjs"),
    import("../toolchain/lib/docker-host.mjs"),
    import("../toolchain/lib/entry.mjs"),
    import("../toolchain/lib/failures.mjs"),
    import("../toolchain/lib/paths.mjs"),
    import("../toolchain/lib/progress.mjs"),
    import("../toolchain/lib/pulumi-cli.mjs"),
    import("../toolchain/lib/pulumi-home.mjs"),
    import("../toolchain/lib/setup.mjs"),
    import("../toolchain/lib/stacks.mjs"),
    import("../toolchain/lib/state.mjs"),
  ]);
  const [command, engine, host, entry, failures, paths, progress, cli, home, ...rest] = modules;
  const [setup, stacks, state] = rest;
  return {
    ...{ ...command, ...engine, ...host, ...entry, ...failures, ...paths, ...progress },
    ...{ ...cli, ...home, ...setup, ...stacks, ...state },
  };
}

export type Toolchain = Awaited<ReturnType<typeof toolchain>>;

// @ts-check
// This checkout's Pulumi, for npm run pulumi and for the package's command.
import { Failure } from "./failures.mjs";
import { ensurePackages } from "./packages.mjs";
import { projectDir } from "./paths.mjs";
import { pulumi, pulumiQuietly } from "./pulumi-cli.mjs";
import { ensureHome } from "./pulumi-home.mjs";
import { setUpProgram } from "./setup.mjs";
import { checkStackFiles } from "./stack-file.mjs";
import { stacksOf } from "./stacks.mjs";
import { ensurePassphrase } from "./state.mjs";
import { loadTypeScript } from "./typescript.mjs";

/** Commands that reach the Docker engine, and deploy or compare images. */
const reachesDocker = ["up", "update", "preview", "pre", "refresh", "destroy", "watch", "import"];

/**
 * Installs what a command of Pulumi needs.
 * @param {string[]} args
 */
export async function ready(args) {
  ensurePassphrase();
  const asksForHelp = args.includes("--help") || args.includes("-h");
  if (!asksForHelp && args.some((arg) => reachesDocker.includes(arg))) {
    const { downloads } = await setUpProgram(stacksOf(args)[0] ?? "dev");
    return downloads;
  }
  await ensurePackages();
  if (!asksForHelp) checkStackFiles(stacksOf(args));
  return ensureHome({ everything: args[0] === "plugin" });
}

/**
 * How the package's command runs Pulumi in this checkout.
 * @returns {import("../../components/command/stack/pulumi").PulumiCommand}
 */
export const checkoutPulumi = () => ({
  shown: "npm run pulumi --",
  projectDir,
  run: (args, output) => reported(async () => pulumi(await ready([...args]), [...args], output)),
  capture: (args) => reported(async () => pulumiQuietly(await ready([...args]), [...args])),
});

/**
 * Gives the command the toolchain's failures as its own, which it prints without a stack trace.
 * @template T
 * @param {() => Promise<T>} work
 */
async function reported(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { CommandFailure } = loadTypeScript("components/command/failure");
    throw new CommandFailure(error.message, error.exitCode);
  }
}

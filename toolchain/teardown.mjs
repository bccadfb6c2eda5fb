// @ts-check
// npm run teardown: removes everything that quickstart deployed, and nothing that was there before.
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import {
  asksFirst,
  command,
  confirm,
  readArgs,
  requireStackName,
  updateFlags,
  yesOption,
} from "./lib/command.mjs";
import { ensureEngine } from "./lib/docker-engine.mjs";
import { stopEngine } from "./lib/docker-install.mjs";
import { rootFile } from "./lib/entry.mjs";
import { stackProtected, stacksRemain, stateElsewhere } from "./lib/failures.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { local, shown } from "./lib/paths.mjs";
import { say } from "./lib/progress.mjs";
import { pulumi } from "./lib/pulumi-cli.mjs";
import { ensureHome } from "./lib/pulumi-home.mjs";
import { forgetSalt } from "./lib/salts.mjs";
import {
  ensurePassphrase,
  isLocalBackend,
  localStacks,
  protectedThings,
  removalCommands,
  removeState,
  resourcesOf,
  shownBackend,
} from "./lib/state.mjs";

const help = `
npm run teardown [-- --stack <name>] [--forget] [--all] [--yes]

Destroys the stack (default: dev), removes its state and stops the Docker engine if quickstart
started it. It keeps networks that were there before, images, and .gatehouse/ with the engine and the
providers, for the next quickstart.

--stack <name>  another stack. Unless it is dev, the command shows what it destroys and asks first
--forget        where the passphrase is lost: drops the state without destroying anything, and prints
                how to remove what it described
--all           removes .gatehouse/ entirely
--yes           does it without asking; needed outside dev where there is no terminal, as in CI
`;

/** The files of the commands below .gatehouse/; GATEHOUSE_DIR may name a folder with others. */
const OURS = [
  ...["bin", "build", "certificates", "dockerd.pid", "downloads", "home", "logs"],
  ...["passphrase", "salts", "ssh", "stamps", "state"],
];

await command(async (args) => {
  const parsed = readArgs("teardown", help, args, {
    stack: { type: "string", default: "dev" },
    forget: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    ...yesOption,
  });
  if (!parsed) return 0;
  const { forget, all, yes } = parsed.values;
  const stack = requireStackName(parsed.values.stack);
  if (!isLocalBackend()) throw stateElsewhere({ stack, backend: shownBackend() });
  const others = localStacks().filter((name) => name !== stack);
  if (all && others.length > 0) throw stacksRemain(others);

  if (!localStacks().includes(stack)) say(`Nothing to destroy: there is no stack "${stack}" here.`);
  else if (forget) {
    const ask = asksFirst({ command: "teardown", args, stack, yes });
    if (ask) await confirm(`Pulumi will forget stack "${stack}", and destroy nothing of it.`);
    dropState(stack);
  } else {
    requireUnprotected(stack);
    const ask = asksFirst({ command: "teardown", args, stack, yes });
    const failed = await destroy(stack, ask);
    if (failed) return failed;
  }
  await leave(others, all);
  return 0;
});

/**
 * Refuses first: without a preview, Pulumi deletes everything else before it refuses.
 * @param {string} stack
 */
function requireUnprotected(stack) {
  const things = protectedThings(resourcesOf(stack));
  if (things.length > 0) throw stackProtected({ stack, things });
}

/**
 * @param {string} stack
 * @param {boolean} ask
 */
async function destroy(stack, ask) {
  ensurePassphrase();
  await ensurePackages();
  await ensureEngine(stack);
  const downloads = await ensureHome();
  const flags = updateFlags(stack, ask);
  // Pulumi can't stop a container that somebody removed: the refresh finds out.
  const args = ["destroy", "--refresh", ...flags, "--stack", stack];
  const destroyed = await pulumi(downloads, args);
  if (destroyed !== 0) return destroyed;
  const removed = await pulumi(downloads, ["stack", "rm", stack, "--yes", "--preserve-config"]);
  if (removed === 0) cleanUp(stack);
  return removed;
}

/** @param {string} stack */
function dropState(stack) {
  const commands = removalCommands(resourcesOf(stack));
  cleanUp(stack);
  say(`Forgot stack "${stack}"; nothing was destroyed.`);
  if (commands.length > 0) say(`To remove what it described:\n  ${commands.join("\n  ")}`);
}

/** @param {string} stack */
function cleanUp(stack) {
  removeState(stack);
  forgetSalt(stack);
  rmSync(rootFile(stack), { force: true });
}

/**
 * @param {string[]} others
 * @param {boolean} all
 */
async function leave(others, all) {
  if (others.length === 0) await stopEngine();
  const dir = shown(local());
  if (!all) return say(`Kept for the next time: ${dir} (--all removes it) and the images.`);
  for (const name of OURS) rmSync(local(name), { recursive: true, force: true });
  if (existsSync(local()) && readdirSync(local()).length === 0) rmdirSync(local());
  say(`Removed ${dir}.`);
}

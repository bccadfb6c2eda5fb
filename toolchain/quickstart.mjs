// @ts-check
// npm run quickstart: from a fresh clone to a page that answers through the proxy.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  asksFirst,
  command,
  readArgs,
  requireStackName,
  updateFlags,
  yesOption,
} from "./lib/command.mjs";
import { findEntry, rootFile } from "./lib/entry.mjs";
import { noAnswer } from "./lib/failures.mjs";
import { shown } from "./lib/paths.mjs";
import { say } from "./lib/progress.mjs";
import { pulumi, pulumiQuietly, stackOutputs } from "./lib/pulumi-cli.mjs";
import { get, waitForReply } from "./lib/reply.mjs";
import { report } from "./lib/report.mjs";
import { setUpProgram } from "./lib/setup.mjs";
import { selectedStack } from "./lib/stacks.mjs";
import { ensurePassphrase, isLocalBackend, localStacks, shownBackend } from "./lib/state.mjs";

const help = `
npm run quickstart [-- --stack <name>] [--yes]

Installs what is missing, deploys the stack (default: dev) and waits until it answers through the
proxy. A second run changes nothing. Undo it with: npm run teardown

--stack <name>  another stack. Unless it is dev, the command shows a preview and asks before it
                deploys
--yes           deploys without asking; needed outside dev where there is no terminal, as in CI

PULUMI_BACKEND_URL   where the state is, instead of .gatehouse/state
GATEHOUSE_DIR        where everything local lives, instead of .gatehouse/
GATEHOUSE_DOWNLOADS  vendors or registries: where engine, providers and images come from. By default
                     the command tries which one it can reach
`;

/** How long a service may take to answer after its deployment, in seconds. */
const PATIENCE = 90;

await command(async (args) => {
  const parsed = readArgs("quickstart", help, args, {
    stack: { type: "string", default: "dev" },
    ...yesOption,
  });
  if (!parsed) return 0;
  const stack = requireStackName(parsed.values.stack);
  const ask = asksFirst({ command: "quickstart", args, stack, yes: parsed.values.yes });
  if (!isLocalBackend()) say(`State in ${shownBackend()}.`);
  ensurePassphrase();
  const ready = await setUpProgram(stack);
  const failed = (await select(ready, stack)) || (await deploy(ready, stack, ask));
  if (failed) return failed;
  console.log(`\n${await look(ready, stack)}`);
  return 0;
});

/** @typedef {import("./lib/setup.mjs").Ready} Ready */

/**
 * @param {Ready} ready
 * @param {string} stack
 */
async function select({ downloads }, stack) {
  if (localStacks().includes(stack) && selectedStack() === stack) return 0;
  const args = ["stack", "select", "--create", stack, "--non-interactive"];
  const { code, stderr } = await pulumiQuietly(downloads, args);
  if (code !== 0) say(stderr.trim());
  return code;
}

/**
 * @param {Ready} ready
 * @param {string} stack
 * @param {boolean} ask
 */
function deploy({ downloads }, stack, ask) {
  say(
    downloads === "vendors"
      ? `Deploying stack ${stack}; Docker pulls missing images first.`
      : `Deploying stack ${stack}.`,
  );
  return pulumi(downloads, ["up", ...updateFlags(stack, ask), "--stack", stack]);
}

/**
 * Waits for the first URL to answer, and returns the text to print.
 * @param {Ready} ready
 * @param {string} stack
 */
async function look({ engine, downloads }, stack) {
  const { urls = [], proxy = "", rootCertificate: ca } = await stackOutputs(downloads, stack);
  const [url] = urls;
  if (!url) return report({ urls });
  const entry = await findEntry(engine, proxy, url);
  const reply = await waitForReply(() => get(url, { ...entry, ca }), PATIENCE);
  if ("reason" in reply) {
    throw noAnswer({ url, seconds: PATIENCE, reason: reply.reason, container: proxy });
  }
  return report({ urls, reply: reply.body, root: ca && keep(rootFile(stack), ca) });
}

/**
 * Writes a file, and returns its path as the report shows it.
 * @param {string} file
 * @param {string} text
 */
function keep(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return shown(file);
}

// @ts-check
// Filling the project's own Pulumi home: the engine and the provider plugins.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { choose, forced, record, recorded } from "./downloads.mjs";
import { downloadFailed } from "./failures.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { goBuild, moduleDir, requireGo } from "./go.mjs";
import { local, projectDir, pulumiHome } from "./paths.mjs";
import { engineDir, engineFile, pluginFile, plugins, programs } from "./programs.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";
import { npmVersion } from "./versions.mjs";

/**
 * Installs the engine and the providers where they are missing.
 * @returns {Promise<import("./downloads.mjs").Downloads>}
 */
export async function ensureHome() {
  const known = recorded();
  const wish = forced();
  if (known && (wish ?? known) === known && isReady(known)) return known;
  const { downloads, missing } = await choose();
  if (downloads === "registries") await requireGo(missing);
  record(downloads);
  await (downloads === "vendors" ? download() : build());
  return downloads;
}

/** @param {import("./downloads.mjs").Downloads} downloads */
function isReady(downloads) {
  return downloads === "vendors" ? toDownload().length === 0 : toBuild().length === 0;
}

/** The engine and the providers that are still to be downloaded. */
function toDownload() {
  const version = npmVersion("pulumi");
  const engine = {
    what: `The engine, pulumi ${version}`,
    file: engineFile(),
    command: [process.execPath, path.join(projectDir, "node_modules/pulumi/run.js"), "version"],
  };
  const providers = plugins().map((plugin) => ({
    what: `The ${plugin.name} provider, ${plugin.version}`,
    file: pluginFile(plugin),
    command: [engineFile(), "plugin", "install", "resource", plugin.name, plugin.version],
  }));
  return [engine, ...providers].filter(({ file }) => !existsSync(file));
}

async function download() {
  const env = { ...process.env, PULUMI_HOME: pulumiHome(), PULUMI_SKIP_UPDATE_CHECK: "true" };
  for (const { what, command, file } of toDownload()) {
    await step(`Downloading ${what.replace(/^The/, "the")}`, async () => {
      const [program = "", ...args] = command;
      const { code, stdout, stderr } = await run(program, args, { cwd: projectDir, env });
      if (code !== 0 || !existsSync(file)) throw downloadFailed({ what, output: stderr || stdout });
    });
  }
}

/** What is still to build: missing, or built from other sources than these. */
function toBuild() {
  return programs()
    .map((program) => ({
      ...program,
      stamp: local("stamps", program.folder),
      sources: fingerprint(moduleDir(program.folder), {
        more: [program.package, program.ldflags ?? ""],
      }),
    }))
    .filter(({ output, stamp, sources }) => !existsSync(output) || readStamp(stamp) !== sources);
}

/** @param {string} stamp */
const readStamp = (stamp) => (existsSync(stamp) ? readFileSync(stamp, "utf8") : "");

async function build() {
  const all = toBuild();
  mkdirSync(local("stamps"), { recursive: true });
  for (const [index, program] of all.entries()) {
    const title = `Building ${program.title} (${index + 1} of ${all.length})`;
    await step(title, (tell) => goBuild(program, tell));
    writeFileSync(program.stamp, program.sources);
  }
  copyDynamicProviderHost();
}

/** The engine's host of dynamic providers is a script that comes with the npm package. */
function copyDynamicProviderHost() {
  const name = `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`;
  const target = path.join(engineDir(), name);
  copyFileSync(path.join(projectDir, "node_modules/@pulumi/pulumi", name), target);
  chmodSync(target, 0o755);
}

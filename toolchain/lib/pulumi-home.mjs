// @ts-check
// Fills the project's own Pulumi home: the engine and the provider plugins.

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { buildAll } from "./builds.mjs";
import { choose, forced, record, recorded } from "./downloads.mjs";
import { downloadFailed } from "./failures.mjs";
import { goBuild, moduleDir, requireGo } from "./go.mjs";
import { missingImages } from "./images.mjs";
import { executable, local, projectDir, pulumiHome } from "./paths.mjs";
import { step } from "./progress.mjs";
import { needsRandom } from "./random-needed.mjs";
import { run } from "./run.mjs";
import { fingerprint, npmVersion } from "./versions.mjs";

/**
 * @typedef {object} Wanted
 * @property {import("./images.mjs").Engine} [images] the Docker engine that needs the images of the
 *   servers where the vendors' can't be pulled
 * @property {boolean} [everything] the providers too that no stack here needs
 */

/**
 * Installs the engine, the providers and the images where they are missing.
 * @param {Wanted} [wanted]
 * @returns {Promise<import("./downloads.mjs").Downloads>}
 */
export async function ensureHome(wanted = {}) {
  const known = recorded();
  const wish = forced();
  if (known && (wish ?? known) === known && (await isReady(known, wanted))) return known;
  const { downloads, missing } = await choose();
  if (downloads === "registries") await requireGo(missing);
  record(downloads);
  await (downloads === "vendors" ? download() : build(wanted));
  return downloads;
}

/**
 * @param {import("./downloads.mjs").Downloads} downloads
 * @param {Wanted} wanted
 */
async function isReady(downloads, wanted) {
  return (downloads === "vendors" ? toDownload() : await toBuild(wanted)).length === 0;
}

/** The engine and the providers that are missing, to download. */
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

/**
 * The programs that are missing or built from other sources than these, and the missing images.
 * @param {Wanted} wanted
 * @returns {Promise<import("./builds.mjs").Job[]>}
 */
async function toBuild({ images, everything }) {
  const jobs = programs()
    .filter(({ folder }) => folder !== "resource-random" || everything || needsRandom())
    .map((program) => ({
      ...program,
      stamp: local("stamps", program.folder),
      sources: fingerprint(moduleDir(program.folder), {
        more: [program.package, program.ldflags ?? ""],
      }),
    }))
    .filter(({ output, stamp, sources }) => !existsSync(output) || readStamp(stamp) !== sources)
    .map((program) => ({
      title: program.title,
      builds: [program],
      /** @type {import("./builds.mjs").Job["work"]} */
      work: async (tell, compiled) => {
        await goBuild(program, tell, compiled);
        writeFileSync(program.stamp, program.sources);
      },
    }));
  return [...jobs, ...(images ? await missingImages(images) : [])];
}

/** @param {string} stamp */
const readStamp = (stamp) => (existsSync(stamp) ? readFileSync(stamp, "utf8") : "");

/** @param {Wanted} wanted */
async function build(wanted) {
  mkdirSync(local("stamps"), { recursive: true });
  await buildAll(await toBuild(wanted));
  copyDynamicProviderHost();
}

/** The engine's host of dynamic providers is a script that comes with the npm package. */
function copyDynamicProviderHost() {
  const name = `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`;
  const target = path.join(engineDir(), name);
  copyFileSync(path.join(projectDir, "node_modules/@pulumi/pulumi", name), target);
  chmodSync(target, 0o755);
}

/** The folder of the engine, where npm's package `pulumi` looks for it and installs it. */
export const engineDir = () => path.join(pulumiHome(), "versions", npmVersion("pulumi"), "bin");

/** The engine itself. */
export const engineFile = () => path.join(engineDir(), executable("pulumi"));

/** The provider plugins that the program uses. */
const plugins = () =>
  ["docker", "random"].map((name) => ({ name, version: npmVersion(`@pulumi/${name}`) }));

/** @param {{ name: string, version: string }} plugin */
const pluginFile = ({ name, version }) =>
  path.join(
    pulumiHome(),
    "plugins",
    `resource-${name}-v${version}`,
    executable(`pulumi-resource-${name}`),
  );

/**
 * The engine's programs and the plugins.
 * @returns {(import("./go.mjs").Build & { title: string })[]}
 */
export function programs() {
  const version = npmVersion("pulumi");
  return [
    {
      title: `the engine, pulumi ${version}`,
      folder: "pulumi",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      ldflags: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`,
      output: engineFile(),
    },
    {
      title: "the engine's Node.js host",
      folder: "language-nodejs",
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      output: path.join(engineDir(), executable("pulumi-language-nodejs")),
    },
    ...plugins().map((plugin) => ({
      title: `the ${plugin.name} provider, ${plugin.version}`,
      folder: `resource-${plugin.name}`,
      package: ".",
      ldflags: `-X main.version=${plugin.version}`,
      output: pluginFile(plugin),
    })),
  ];
}

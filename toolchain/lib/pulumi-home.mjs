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
import { choose, forced, record, recorded } from "./downloads.mjs";
import { downloadFailed } from "./failures.mjs";
import { goBuild, moduleDir, requireGo } from "./go.mjs";
import { executable, local, projectDir, pulumiHome } from "./paths.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";
import { fingerprint, npmVersion } from "./versions.mjs";

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

/** The programs that are missing or built from other sources than these, to build. */
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

/** The folder of the engine, where npm's package `pulumi` looks for it and installs it. */
export const engineDir = () => path.join(pulumiHome(), "versions", npmVersion("pulumi"), "bin");

/** The engine itself. */
export const engineFile = () => path.join(engineDir(), executable("pulumi"));

/** The provider plugins that the program uses. */
export const plugins = () =>
  ["docker", "random"].map((name) => ({ name, version: npmVersion(`@pulumi/${name}`) }));

/** @param {{ name: string, version: string }} plugin */
export const pluginFile = ({ name, version }) =>
  path.join(
    pulumiHome(),
    "plugins",
    `resource-${name}-v${version}`,
    executable(`pulumi-resource-${name}`),
  );

/**
 * The engine's programs and the plugins, in the order in which `build` builds them.
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

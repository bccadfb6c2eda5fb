// @ts-check
// node toolchain/try-package.mjs <tarball> <tarball of create>: installs both as a person does, and uses them
// without Docker and Pulumi. The workflow of a release runs it on Linux, macOS and Windows.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { command } from "./lib/command.mjs";
import { Failure } from "./lib/failures.mjs";
import { run } from "./lib/run.mjs";

await command(async (tarballs) => {
  const [tarball, create] = tarballs.map((file) => path.resolve(file));
  if (tarball === undefined || create === undefined) {
    throw new Failure("Write: node toolchain/try-package.mjs <tarball> <tarball of create>");
  }
  const dir = mkdtempSync(path.join(tmpdir(), "gatehouse-try-"));
  try {
    await tryPackage(dir, tarball, create);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return 0;
});

/**
 * @param {string} dir
 * @param {string} tarball
 * @param {string} create
 */
async function tryPackage(dir, tarball, create) {
  const app = path.join(dir, "app");
  await succeeds(dir, "npm", ["install", "--no-save", "--prefix", dir, create]);
  const script = path.join(dir, "node_modules/create-pulumi-gatehouse/create.mjs");
  await succeeds(dir, process.execPath, [script, "app", "--package", `file:${tarball}`]);
  await succeeds(app, "npm", ["install", "--ignore-scripts"]);
  await succeeds(app, process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."]);
  const required = 'require("gatehouse"); require("gatehouse/labels");';
  await succeeds(app, process.execPath, ["-e", required]);
  const labels = await succeeds(app, "npx", ["--no-install", "gatehouse", "labels", "index.ts"]);
  if (!labels.includes("whoami.localhost")) throw new Failure(`gatehouse labels gave:\n${labels}`);
}

/**
 * Runs a command, and returns what it wrote.
 * @param {string} cwd
 * @param {string} name npm and npx are scripts on Windows, which need a shell
 * @param {string[]} args
 */
async function succeeds(cwd, name, args) {
  const shell = process.platform === "win32" && name !== process.execPath;
  const { code, stdout, stderr } = await run(name, args, { cwd, shell });
  console.log(`${code === 0 ? "ok" : "failed"}: ${path.basename(name)} ${args.join(" ")}`);
  if (code !== 0) throw new Failure(stdout + stderr);
  return stdout;
}

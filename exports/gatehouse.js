#!/usr/bin/env node
// The package's command, `npx gatehouse`: see index.js.
const { existsSync, realpathSync } = require("node:fs");

const sources = existsSync(`${__dirname}/../components`);
if (sources) require("./typescript");
const { run } = require(sources ? "../components/command/main" : "../dist/command/main");

// A reader such as head may leave early.
process.stdout.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== "EPIPE") throw error;
});

/** In this checkout, the toolchain runs Pulumi; elsewhere, the command finds the person's own. */
async function checkoutPulumi() {
  const { findOwnPulumi, projectOf } = require("../components/command/stack/own-pulumi");
  const folder = projectOf(process.cwd());
  if (folder === undefined || realpathSync(folder) !== realpathSync(`${__dirname}/..`)) {
    return findOwnPulumi();
  }
  return (await import("../toolchain/lib/pulumi-command.mjs")).checkoutPulumi();
}

run(process.argv.slice(2), undefined, sources ? checkoutPulumi : undefined).then(
  (/** @type {number} */ code) => {
    process.exitCode = code;
  },
);

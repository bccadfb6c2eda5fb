#!/usr/bin/env node
// The package's command, `npx gatehouse`: see index.js.
const { existsSync } = require("node:fs");

const sources = existsSync(`${__dirname}/../components`);
if (sources) require("./typescript");
const { run } = require(sources ? "../components/command/main" : "../dist/command/main");

// A reader such as head may leave early.
process.stdout.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== "EPIPE") throw error;
});

run(process.argv.slice(2)).then((/** @type {number} */ code) => {
  process.exitCode = code;
});

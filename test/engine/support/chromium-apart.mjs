#!/usr/bin/env node
// @ts-check
// Runs Chromium in a network namespace of its own, where APART_PORT of the loopback address leads to APART_SOCKET.
import { execFileSync, spawn } from "node:child_process";
import { argv, env, execPath, exit } from "node:process";
import { loadTypeScript } from "../../../toolchain/lib/typescript.mjs";

const [, script = "", ...args] = argv;
const { APART_INSIDE, APART_PORT, APART_SOCKET = "", CHROMIUM = "/usr/bin/chromium" } = env;

/**
 * Runs a program to its end, with the pipes by which the test steers Chromium.
 * @param {string} program
 * @param {string[]} given
 * @param {NodeJS.ProcessEnv} [more]
 */
function run(program, given, more) {
  const stdio = ["inherit", "inherit", "inherit", 3, 4];
  // @ts-expect-error: the types know no number beside "inherit".
  const child = spawn(program, given, { stdio, env: { ...env, ...more } });
  child.on("error", ({ message }) => {
    console.error(message);
    exit(1);
  });
  child.on("exit", (code) => exit(code ?? 1));
}

if (!APART_INSIDE) {
  run("unshare", ["--net", "--", execPath, script, ...args], { APART_INSIDE: "1" });
} else {
  execFileSync("ip", ["link", "set", "lo", "up"]);
  const { relay } = loadTypeScript("test/engine/support/relay");
  await relay({ port: Number(APART_PORT), host: "127.0.0.1" }, { path: APART_SOCKET });
  run(CHROMIUM, args);
}

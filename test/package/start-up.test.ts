import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(__dirname, "../..");

/** The lines of the stack that Pulumi takes of a promise, once a program has loaded gatehouse. */
function linesOfPromise(env: NodeJS.ProcessEnv): string[] {
  const text = `
    require("./exports/start-up.js");
    const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
    const promise = Promise.resolve();
    debuggablePromise(promise, "test");
    console.log(promise._debugStackTrace, Error.stackTraceLimit);
  `;
  const options = { cwd: root, encoding: "utf8", env: { ...process.env, ...env } } as const;
  return execFileSync(process.execPath, ["--eval", text], options).trim().split("\n");
}

test("Pulumi's promises have no stack, and other errors keep theirs", () => {
  expect(linesOfPromise({})).toEqual(["Error 10"]);
});

test("they have one where somebody looks for promises that never end", () => {
  expect(linesOfPromise({ PULUMI_DEBUG_PROMISE_LEAKS: "true" }).length).toBeGreaterThan(3);
});

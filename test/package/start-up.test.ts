import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(__dirname, "../..");

/** What a program prints that has loaded gatehouse's `start-up.js`. */
function printed(program: string, env: NodeJS.ProcessEnv = {}): string {
  const text = `require("./exports/start-up.js"); ${program}`;
  const options = { cwd: root, encoding: "utf8", env: { ...process.env, ...env } } as const;
  return execFileSync(process.execPath, ["--eval", text], options).trim();
}

/** The lines of the stack that Pulumi takes of a promise, once a program has loaded gatehouse. */
function linesOfPromise(env: NodeJS.ProcessEnv): string[] {
  const program = `
    const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
    const promise = Promise.resolve();
    debuggablePromise(promise, "test");
    console.log(promise._debugStackTrace, Error.stackTraceLimit);
  `;
  return printed(program, env).split("\n");
}

test("Pulumi's promises have no stack, and other errors keep theirs", () => {
  expect(linesOfPromise({})).toEqual(["Error 10"]);
});

test("they have one where somebody looks for promises that never end", () => {
  expect(linesOfPromise({ PULUMI_DEBUG_PROMISE_LEAKS: "true" }).length).toBeGreaterThan(3);
});

/** Prints how many modules are loaded that belong to TypeScript's compiler or npm's resolver. */
const COUNT = `
  const heavy = /[\\\\/](typescript|@npmcli[\\\\/]arborist)[\\\\/]/;
  console.log(Object.keys(require.cache).filter((file) => heavy.test(file)).length);
`;

test("Pulumi loads neither TypeScript's compiler nor npm's resolver", () => {
  expect(printed(`require("@pulumi/pulumi"); ${COUNT}`)).toBe("0");
});

test("a function that a program writes into its state loads them", () => {
  const program = `
    const pulumi = require("@pulumi/pulumi");
    pulumi.runtime.serializeFunction(() => "open").then(({ text }) => {
      console.log(text.includes('"open"'));
      ${COUNT}
    });
  `;
  expect(printed(program)).toMatch(/^true\n[1-9]/);
});

test("they are the functions that Pulumi's own modules export", () => {
  const program = `
    const names = (file) => Object.keys(require("@pulumi/pulumi/runtime/closure/" + file)).sort();
    const all = () => JSON.stringify(["serializeClosure", "codePaths"].map(names));
    const late = all();
    for (const file of Object.keys(require.cache)) delete require.cache[file];
    console.log(late === all());
  `;
  expect(printed(program)).toBe("true");
});

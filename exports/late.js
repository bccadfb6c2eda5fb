// Pulumi loads TypeScript's compiler and npm's resolver of packages at the start of each program, most of the
// time that it takes to load. It needs them for functions that a program writes into its state, such as those
// of a dynamic resource; few programs have some. Here, the first such function loads them.
const { readFileSync } = require("node:fs");
const Module = require("node:module");

/** Pulumi's modules that load the two, and the functions that each exports. */
const MODULES = {
  "@pulumi/pulumi/runtime/closure/serializeClosure": [
    "serializeFunction",
    "serializeFunctionAsync",
  ],
  "@pulumi/pulumi/runtime/closure/codePaths": ["computeCodePaths", "findWorkspaceRoot"],
};

for (const [name, functions] of Object.entries(MODULES)) {
  const file = resolve(name);
  if (file === undefined || require.cache[file] !== undefined) continue;
  // Another version of Pulumi may export something else; then all is as without this file.
  if (String(exportsOf(file)) === String(functions)) loadLate(file, functions);
}

/**
 * The file of a module, in the versions of Pulumi that have it.
 * @param {string} name
 */
function resolve(name) {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

/**
 * The names that a compiled module exports, in alphabetical order.
 * @param {string} file
 */
function exportsOf(file) {
  const found = readFileSync(file, "utf8").matchAll(/^exports\.(\w+) = /gm);
  return Array.from(found, ([, name]) => name).sort();
}

/**
 * Puts a module of the same functions in place of a file's; each loads that file when it is called.
 * @param {string} file
 * @param {string[]} functions
 */
function loadLate(file, functions) {
  const stand = Object.assign(new Module(file), { filename: file, loaded: true });
  const load = () => {
    if (require.cache[file] === stand) delete require.cache[file];
    return require(file);
  };
  /** @type {(name: string) => (...args: unknown[]) => unknown} */
  const late =
    (name) =>
    (...args) =>
      load()[name](...args);
  stand.exports = Object.fromEntries(functions.map((name) => [name, late(name)]));
  require.cache[file] = stand;
}

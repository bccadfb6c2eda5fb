// What `require("gatehouse/typescript")` does: it lets Node load TypeScript, without a check of types.
// Each file is compiled once; node_modules/.cache/gatehouse keeps the result. Stack traces name the
// lines of the TypeScript.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const path = require("node:path");

/** A change of them compiles all files again. */
const OPTIONS = {
  module: "node16",
  target: "ES2022",
  esModuleInterop: true,
  inlineSourceMap: true,
};

const cache = path.join(nearestPackages(), ".cache", "gatehouse");

/** The packages of the program that Pulumi runs. */
function nearestPackages() {
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const packages = path.join(folder, "node_modules");
    if (existsSync(packages) || folder === path.dirname(folder)) return packages;
  }
}

/** @type {(module: any, file: string) => void} */
function load(module, file) {
  const source = readFileSync(file, "utf8");
  const content = JSON.stringify([OPTIONS, path.basename(file), source]);
  const hash = createHash("sha256").update(content);
  const kept = path.join(cache, `${hash.digest("hex")}.js`);
  module._compile(read(kept) ?? compile(kept, source, file), file);
}

/** @type {(kept: string, source: string, file: string) => string} */
function compile(kept, source, file) {
  const options = { fileName: path.basename(file), compilerOptions: OPTIONS };
  const { outputText } = compilerFor(file).transpileModule(source, options);
  keep(kept, outputText);
  return outputText;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * The compiler of the program, or this package's.
 * @param {string} file
 */
function compilerFor(file) {
  try {
    return require(require.resolve("typescript", { paths: [path.dirname(file), __dirname] }));
  } catch {
    const fix = "Run: npm install --save-dev typescript";
    throw new Error(`gatehouse/typescript needs the package typescript to compile ${file}. ${fix}`);
  }
}

/**
 * Does nothing where nobody may write to the packages: the next run compiles again.
 * @param {string} file
 * @param {string} code
 */
function keep(file, code) {
  const partial = `${file}.${process.pid}`;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(partial, code);
    renameSync(partial, file);
  } catch {}
}

require.extensions[".ts"] = load;
// Where a project does not turn ts-node off, Pulumi registers it, and it maps the lines of each stack.
Reflect.deleteProperty(Error, "prepareStackTrace");
process.setSourceMapsEnabled(true);

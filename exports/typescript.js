// What `require("gatehouse/typescript")` does: it lets Node load TypeScript, without a check of types.
// Each file is compiled once; node_modules/.cache/gatehouse keeps the result. Stack traces name the
// lines of the TypeScript.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { findSourceMap } = require("node:module");
const path = require("node:path");
require("./start-up");

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
  const options = {
    ...{ fileName: path.basename(file), compilerOptions: OPTIONS },
    reportDiagnostics: true,
  };
  const compiler = compilerFor(file);
  const { outputText, diagnostics = [] } = compiler.transpileModule(source, options);
  const [mistake] = diagnostics;
  if (mistake !== undefined) {
    const { line, character } = mistake.file.getLineAndCharacterOfPosition(mistake.start);
    const text = compiler.flattenDiagnosticMessageText(mistake.messageText, "\n");
    throw new SyntaxError(`${file}:${line + 1}:${character + 1}: ${text}`);
  }
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

/**
 * The text of a stack.
 * @type {(error: Error, frames: NodeJS.CallSite[]) => string}
 */
function stackOf(error, frames) {
  return [String(error), ...frames.map(inSource)].join("\n    at ");
}

/** @param {NodeJS.CallSite} frame */
function inSource(frame) {
  const map = findSourceMap(frame.getFileName() ?? "");
  const found = map?.findEntry(
    (frame.getLineNumber() ?? 1) - 1,
    (frame.getColumnNumber() ?? 1) - 1,
  );
  if (found === undefined || !("originalLine" in found)) return String(frame);
  const place = `:${found.originalLine + 1}:${found.originalColumn + 1}`;
  return String(frame).replace(/:\d+:\d+(?=\)?$)/, place);
}

require.extensions[".ts"] = load;
// Keeps the source maps; Node's own text of a stack would look up each line of each.
process.setSourceMapsEnabled(true);
Error.prepareStackTrace = stackOf;

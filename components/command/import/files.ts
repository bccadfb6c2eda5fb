// The files of a program beside index.ts, as in the examples of the package.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { CommandFailure } from "../failure";
import { jsonDocument } from "../json";

const MAIN = `// Pulumi starts the program, index.ts, here.
require("gatehouse/typescript");

module.exports = require("./index.ts");
`;

const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "node16",
    "types": ["node"],
    "strict": true,
    "noEmit": true
  },
  "files": ["index.ts"]
}
`;

/**
 * Writes a program into a folder; files that are there stay, but for index.ts.
 *
 * @returns the names of the files that it wrote.
 * @throws CommandFailure where index.ts is there already.
 */
export function writeProgram(folder: string, text: string, force: boolean): string[] {
  const name = projectName(folder);
  const files: Readonly<Record<string, string>> = {
    "Pulumi.yaml": `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`,
    "package.json": jsonDocument(manifestOf(name, folder)),
    "tsconfig.json": TSCONFIG,
    "main.cjs": MAIN,
    ".gitignore": "node_modules/\n",
  };
  const index = join(folder, "index.ts");
  if (existsSync(index) && !force) {
    throw new CommandFailure(
      `${index} exists already. Give another folder, or --force to replace it.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  const missing = Object.entries(files).filter(([file]) => !existsSync(join(folder, file)));
  for (const [file, content] of missing) writeFileSync(join(folder, file), content);
  writeFileSync(index, text);
  return ["index.ts", ...missing.map(([file]) => file)];
}

/** The folder's name as Pulumi allows it. */
function projectName(folder: string): string {
  return (
    basename(resolve(folder))
      .replace(/[^A-Za-z0-9_.-]+/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "") || "program"
  );
}

function manifestOf(name: string, folder: string) {
  const { version, dependencies } = JSON.parse(
    readFileSync(join(__dirname, "../../../package.json"), "utf8"),
  );
  return {
    name: name.toLowerCase(),
    private: true,
    main: "main.cjs",
    dependencies: {
      "@pulumi/pulumi": dependencies["@pulumi/pulumi"],
      gatehouse: installed(folder) ?? version,
    },
    devDependencies: { "@types/node": "^20.19.43", typescript: "^6.0.3" },
  };
}

/** The package as the nearest program above the working directory depends on it. */
function installed(folder: string): string | undefined {
  for (let at = process.cwd(); ; at = dirname(at)) {
    const file = join(at, "package.json");
    const found = existsSync(file)
      ? JSON.parse(readFileSync(file, "utf8")).dependencies?.gatehouse
      : undefined;
    if (typeof found === "string") return inFolder(found, at, folder);
    if (at === dirname(at)) return undefined;
  }
}

/** A tarball's path, from another folder. */
function inFolder(spec: string, from: string, folder: string): string {
  const [, path] = /^file:(.*)$/.exec(spec) ?? [];
  if (path === undefined || isAbsolute(path)) return spec;
  return `file:${relative(resolve(folder), join(from, path)).replaceAll("\\", "/")}`;
}

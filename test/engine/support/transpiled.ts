import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

/** The checkout under test. */
export const repository = resolve(__dirname, "../../..");

/** Files that no program loads: commands, separate packages, and tests except the programs among them. */
const BESIDE = /^(?:examples\/|toolchain\/|cli\/|test\/(?!engine\/(?:previews|routes)\/))|\.d\.ts$/;

/** The files of the checkout that git tracks, or would track. */
export function checkoutFiles(): string[] {
  const listing = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: repository,
    encoding: "utf8",
  });
  return listing.split("\0").filter((name) => name !== "");
}

/** Writes the files of the checkout that programs load to a folder, as plain JavaScript. */
export function transpileCheckout(into: string): void {
  const sources = checkoutFiles().filter((file) => file.endsWith(".ts") && !BESIDE.test(file));
  for (const source of sources) {
    const file = javascript(join(into, source));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, transpile(readFileSync(join(repository, source), "utf8")));
  }
}

/** Compiles TypeScript to JavaScript without checking its types. */
export function transpile(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  return outputText;
}

/** The path of a file's JavaScript, beside its TypeScript. */
export function javascript(file: string): string {
  return file.replace(/\.ts$/, ".js");
}

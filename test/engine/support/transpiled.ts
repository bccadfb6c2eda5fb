import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Where the parts of the program are. */
const FOLDERS = ["components", "test/engine/previews"];

/**
 * Makes TypeScript of a copy of the checkout plain JavaScript, beside it: to run it then costs no
 * compiler, and Pulumi finds the functions of dynamic providers as they are.
 *
 * @param main the file to run, in one of the folders.
 * @returns its path.
 */
export function transpile(dir: string, main: string): string {
  for (const file of FOLDERS.flatMap((folder) => sources(join(dir, folder)))) {
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
      },
    });
    writeFileSync(javascript(file), outputText);
  }
  return javascript(join(dir, main));
}

function javascript(file: string): string {
  return file.replace(/\.ts$/, ".js");
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

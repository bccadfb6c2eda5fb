import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "../..");

/** Reads a document of the project. */
export const read = (document: string) => readFileSync(join(root, document), "utf8");

/** The fenced blocks of a document, by language. */
export const blocksOf =
  (document: string) =>
  (language: string): string[] =>
    [...document.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
      .filter(([, name]) => name === language)
      .map(([, , body = ""]) => body);

/** The `services.ts` of the README, as printed. */
export function printedServices(): string {
  const [, text] =
    /^Put this into `services\.ts`, in place of its contents:\n\n```ts\n([\s\S]*?)^```$/m.exec(
      read("README.md"),
    ) ?? [];
  if (text === undefined) throw new Error("the README prints no services.ts");
  return text;
}

/**
 * The compiler's errors for the program and these files, as if the files were at the root of the project: by
 * name, without files that compile.
 */
export function complaints(printed: Readonly<Record<string, string>>): Record<string, string[]> {
  const files = new Map(Object.entries(printed).map(([name, text]) => [join(root, name), text]));
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  const names = [...Object.keys(printed), "index.ts"];
  const program = ts.createProgram(
    names.map((name) => join(root, name)),
    options,
    host,
  );
  const said = names.map((name) => [
    name,
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(join(root, name)))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  ]);
  return Object.fromEntries(said.filter(([, messages]) => messages?.length));
}

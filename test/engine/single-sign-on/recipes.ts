import ts from "typescript";
import { blocksOf, read } from "../../docs/code";

/** The programs of docs/single-sign-on.md, by the first label of their last host, which they protect. */
export function recipes(): Readonly<Record<string, string>> {
  const programs = blocksOf(read("docs/single-sign-on.md"))("ts").map((text) => {
    const hosts = [...text.matchAll(/hosts: \["(\w+)\./g)].map(([, name]) => name);
    return [hosts.at(-1), text];
  });
  return Object.fromEntries(programs);
}

/** A program as JavaScript, with other texts in place of some of its own; each must be there. */
export function adapted(program: string, changes: Readonly<Record<string, string>>): string {
  const text = Object.entries(changes).reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`the program does not have ${from}`);
    return before.replaceAll(from, to);
  }, program);
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  return outputText;
}

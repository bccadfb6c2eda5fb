import { resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import * as builders from "../../components/labels";
import { goldenCases } from "./golden-files";

const FILE = resolve(__dirname, "golden-cases.ts");

/** The lines of a source text with compiler errors. */
function complaints(source: string): string[] {
  const config = ts.readConfigFile(resolve(__dirname, "../../tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.config.compilerOptions, ".");
  const host = ts.createCompilerHost(options);
  const readSource = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === FILE
      ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022)
      : readSource(name, ...rest);
  const program = ts.createProgram([FILE], options, host);
  return [...new Set(ts.getPreEmitDiagnostics(program).map(lineOf))];
}

/** The line of an error, or the error's text if it has no line. */
function lineOf({ file, start = 0, messageText }: ts.Diagnostic): string {
  const line = file?.text.slice(file.text.lastIndexOf("\n", start) + 1).split("\n")[0];
  return line ?? ts.flattenDiagnosticMessageText(messageText, "\n");
}

const names = Object.keys(builders).join(", ");
const header = `import { ${names} } from "../../components/labels";
import type { Routing, Site } from "../../components/labels";
export const used: unknown[] = [${names}];
export type Used = Routing | Site;
`;

test("the typed form of every golden case compiles", () => {
  const cases = goldenCases().map(({ typed }) => `(\n${typed}\n) satisfies Site | Routing`);

  expect(complaints(`${header}export const all = [\n${cases.join(",\n")}];\n`)).toEqual([]);
});

test("a wrong unit, an unknown policy or option doesn't compile", () => {
  const mistakes = [
    'reverseProxy({ to: upstreams(80), health: { uri: "/", interval: "5" } })',
    'reverseProxy({ to: upstreams(80), health: { uri: "/", interval: "5 sec" } })',
    'reverseProxy({ to: upstreams(80), loadBalancing: { policy: "fastest" } })',
    "reverseProxy({ to: upstreams(80), loadbalancing: {} })",
    'requestBody({ maxSize: "10" })',
    'encode({ formats: ["br"] })',
    'when({ paths: ["/a"] }, respond("a"))',
    'when({ protocol: "ftp" }, respond("a"))',
    'upstreams(80, "ftp")',
    'redir("/a", 200)',
  ];
  const source = mistakes
    .map((mistake, index) => `export const m${index} = ${mistake};`)
    .join("\n");

  expect(complaints(header + source)).toHaveLength(mistakes.length);
});

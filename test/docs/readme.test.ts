import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, ProxiedService, ProxyNetwork } from "../../components";
import { parseSettings } from "../../settings";
import { useMocks } from "../components/record";

const root = resolve(__dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The fenced blocks of the README or another document, by language. */
function blocks(language: string, document = readme): string[] {
  return [...document.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , body = ""]) => body);
}

/** What the compiler says of each of these modules, as if they stood at the root of the project. */
function complaints(sources: readonly string[]): string[][] {
  const files = new Map(sources.map((text, index) => [join(root, `readme-${index}.ts`), text]));
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  options.paths = {
    gatehouse: [join(root, "components")],
    "gatehouse/labels": [join(root, "components/labels")],
  };
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
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
}

beforeAll(() => useMocks("dev"));

describe("the README", () => {
  test("shows code that compiles", () => {
    const [service = "", ...programs] = blocks("ts");
    const outputs = programs.pop();
    const entry =
      'import type { CaddyProxy } from "gatehouse";\ndeclare const entry: CaddyProxy;\n';
    const context = `import { ProxiedService } from "gatehouse";\n${entry}`;
    const wrong = "const port: string = 80;\nexport { port };";

    expect(programs).toHaveLength(5);
    expect(
      complaints([
        `${context}${service}`,
        `${entry}${outputs}`,
        ...programs.map((program) => `${program}\nexport {};`),
        wrong,
      ]),
    ).toEqual([[], [], [], [], [], [], [], ["Type 'number' is not assignable to type 'string'."]]);
  }, 60_000);

  test("shows the refusals as they are", () => {
    const [service = "", settings = ""] = blocks("").filter((text) => text.startsWith("error: "));
    const entry = new CaddyProxy("caddy", { network: new ProxyNetwork("net") });
    const wrong = { port: 80.5, hosts: ["https://shop.localhost/cart"], image: "shop:1" };
    const config = { proxy: { httpPort: "eighty" }, netwrok: "proxy_net" };

    expect(() => new ProxiedService("shop", { entry, ...wrong })).toThrow(message(service));
    expect(() => parseSettings(config)).toThrow(message(settings));
  });
});

test("the document on Swarm shows a program that compiles", () => {
  const [program = ""] = blocks("ts", readFileSync(join(root, "docs/swarm.md"), "utf8"));
  expect(complaints([program])).toEqual([[]]);
}, 60_000);

const message = (block: string) => block.replace(/^error: /, "").trimEnd();

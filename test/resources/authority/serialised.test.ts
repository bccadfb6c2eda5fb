import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import type { authorityProvider } from "../../../components/resources/authority";

/** Compiles a text as a module of this file's folder, as Pulumi's provider process does. */
function compile(text: string, file: string): NodeJS.Module {
  const module = Object.assign(new Module(file), { filename: file });
  module.paths = createRequire(__filename).resolve.paths("x") ?? [];
  Reflect.apply(Reflect.get(module, "_compile"), module, [text, file]);
  return module;
}

/** Loads TypeScript as Pulumi does, since vitest would compile its `import()` to something else. */
function loadProvider(): typeof authorityProvider {
  const require = createRequire(__filename);
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  require.extensions[".ts"] = (module, file) => {
    const options = { compilerOptions: { ...compilerOptions, esModuleInterop: true } };
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), options);
    Reflect.apply(Reflect.get(module, "_compile"), module, [outputText, file]);
  };
  return require("../../../components/resources/authority/index").authorityProvider;
}

/** Pulumi's own serialiser, in place of the one in test/support/setup.ts. */
function pulumiClosures(): typeof import("@pulumi/pulumi/runtime") {
  const require = createRequire(__filename);
  const file = require.resolve("@pulumi/pulumi/runtime/closure/serializeClosure");
  delete require.cache[file];
  return require(file);
}

test("the provider makes a CA after Pulumi has serialised and loaded it", async () => {
  const provider = loadProvider();
  const { text } = await pulumiClosures().serializeFunction(() => provider);

  const { exports } = compile(text, path.join(__dirname, "provider.js"));
  const { outs } = await exports.handler().create({ commonName: "shop/prod caddy" });

  expect(new X509Certificate(outs.certificate).subject).toBe("CN=shop/prod caddy");
});

// @ts-check
// TypeScript of the project in a script of the toolchain.
import { createRequire } from "node:module";
import { projectDir } from "./paths.mjs";

const require = createRequire(import.meta.url);
let registered = false;

/**
 * Loads a module of the project. Its types are not checked here: `npm test` does.
 * @param {string} file from the project's folder, without extension, with "/"
 */
export function loadTypeScript(file) {
  if (!registered) {
    // CommonJS in which `import()` stays, so that cli/ can load the toolchain's ES modules.
    const modules = { module: "node16", moduleResolution: "node16" };
    const compilerOptions = { rootDir: projectDir, ...modules };
    require("ts-node").register({ transpileOnly: true, cwd: projectDir, compilerOptions });
    registered = true;
  }
  return require(`${projectDir}/${file}`);
}

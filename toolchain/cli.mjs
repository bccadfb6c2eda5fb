// @ts-check
// npm run experiment, backup, restore and images: runs the commands in TypeScript, cli/<name>.ts.
import { command, requireNode } from "./lib/command.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { loadTypeScript } from "./lib/typescript.mjs";

await command(async ([name, ...args]) => {
  requireNode(process.versions.node);
  await ensurePackages();
  return loadTypeScript(`cli/${name}`).run(args);
});

// @ts-check
// The prepack script: writes dist/, which other programs import and their states require.
import { rmSync } from "node:fs";
import path from "node:path";
import { command } from "./lib/command.mjs";
import { writeOldPaths } from "./lib/old-paths.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { projectDir } from "./lib/paths.mjs";
import { compile } from "./lib/typescript.mjs";

await command(async () => {
  await ensurePackages();
  const dist = path.join(projectDir, "dist");
  rmSync(dist, { recursive: true, force: true });
  await compile("package.tsconfig.json");
  writeOldPaths(dist);
  return 0;
});

// @ts-check
// The prepack script: writes dist/, which other programs import and their states require.
import { rmSync } from "node:fs";
import path from "node:path";
import { command } from "./lib/command.mjs";
import { typeErrors } from "./lib/failures.mjs";
import { writeOldPaths } from "./lib/old-paths.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { projectDir } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";

await command(async () => {
  await ensurePackages();
  const dist = path.join(projectDir, "dist");
  rmSync(dist, { recursive: true, force: true });
  const tsc = path.join(projectDir, "node_modules/typescript/bin/tsc");
  const config = path.join(projectDir, "toolchain/package.tsconfig.json");
  const args = [tsc, "--project", config, "--pretty", "false"];
  const { code, stdout, stderr } = await run(process.execPath, args, { cwd: projectDir });
  if (code !== 0) throw typeErrors(stdout || stderr);
  writeOldPaths(dist);
  return 0;
});

// @ts-check
// npm run images: cli/images.ts; npm run experiment, backup and restore: the package's command.
import { command, requireNode } from "./lib/command.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { checkoutPulumi } from "./lib/pulumi-command.mjs";
import { loadTypeScript } from "./lib/typescript.mjs";

await command(async ([name = "", ...args]) => {
  requireNode(process.versions.node);
  await ensurePackages();
  if (name === "images") return loadTypeScript("cli/images").run(args);
  const { run } = loadTypeScript("components/command/main");
  return run([name, ...args], undefined, async () => checkoutPulumi());
});

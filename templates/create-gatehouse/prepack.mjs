// @ts-check
// Copies the templates beside this folder into the package. npm packs no .gitignore; create.mjs writes it.
import { cpSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "templates");

rmSync(target, { recursive: true, force: true });
for (const name of readdirSync(path.dirname(here))) {
  if (name === path.basename(here) || name.includes(".")) continue;
  cpSync(path.join(here, "..", name), path.join(target, name), {
    recursive: true,
    filter: (file) => !/node_modules|\.tgz$|\.gitignore$/.test(file),
  });
}

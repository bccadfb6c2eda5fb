// @ts-check
// The postpack script: copies the tarball into the templates, whose package.json names it until the package is
// published.
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "./lib/paths.mjs";

const { name, version } = JSON.parse(readFileSync(path.join(projectDir, "package.json"), "utf8"));
const tarball = `${name}-${version}.tgz`;
const packed = path.join(projectDir, tarball);
const templates = path.join(projectDir, "templates");

for (const template of existsSync(packed) ? readdirSync(templates) : []) {
  if (existsSync(path.join(templates, template, "Pulumi.yaml"))) {
    copyFileSync(packed, path.join(templates, template, tarball));
  }
}

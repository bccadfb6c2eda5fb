#!/usr/bin/env node
// @ts-check
// npm create pulumi-gatehouse: copies a template, as `pulumi new` does.
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = path.dirname(fileURLToPath(import.meta.url));
const templates = path.join(here, "templates");
const names = readdirSync(templates).sort();
const own = JSON.parse(readFileSync(path.join(here, "package.json"), "utf8"));

const help = `
npm create pulumi-gatehouse <folder> -- [--template <name>] [--package <spec>]

Makes a Pulumi program in a new folder.

--template  ${names.join(", ")} (default: whoami)
--package   where the package gatehouse comes from (default: ${own.gatehouse})

Example: npm create pulumi-gatehouse my-shop -- --template shop

Exit codes: 0 the program is there; 2 an argument is wrong, and nothing was written
`;

/**
 * @param {string} message
 * @returns {never}
 */
function refuse(message) {
  console.error(`create-pulumi-gatehouse: ${message}`);
  process.exit(2);
}

function given() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        template: { type: "string", default: "whoami" },
        package: { type: "string", default: own.gatehouse },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const { values, positionals } = given();
if (values.help) {
  console.log(help.trim());
  process.exit(0);
}
const [folder, ...others] = positionals;
if (folder === undefined || others.length > 0) refuse("needs the name of one new folder.");
if (!names.includes(values.template)) {
  refuse(`there is no template "${values.template}". They are ${names.join(", ")}.`);
}
const target = path.resolve(folder);
const project = path.basename(target);
if (!/^[\w.-]{1,100}$/.test(project)) {
  refuse(`"${project}" is no name of a project: letters, digits, "-", "_" and "." only.`);
}
if (existsSync(target) && (!statSync(target).isDirectory() || readdirSync(target).length > 0)) {
  refuse(`${folder} is there already, and not empty.`);
}

cpSync(path.join(templates, values.template), target, { recursive: true });
writeFileSync(path.join(target, ".gitignore"), "node_modules/\n");
const description = /^ {2}description: (.*)$/m.exec(read("Pulumi.yaml"))?.[1] ?? "";
for (const file of readdirSync(target, { recursive: true, encoding: "utf8" })) {
  if (statSync(path.join(target, file)).isFile()) write(file, filled(file, read(file)));
}
console.log(`${folder} has the template ${values.template}. Next:

  cd ${folder}
  npm install
  pulumi stack init dev
  pulumi up`);

/** @param {string} file */
function read(file) {
  return readFileSync(path.join(target, file), "utf8");
}

/**
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  writeFileSync(path.join(target, file), text);
}

/**
 * The text of a file with the project's name and description, and without what only `pulumi new` reads.
 * @param {string} file
 * @param {string} text
 */
function filled(file, text) {
  const named = text
    .replace(/\$\{PROJECT\}/g, () => project)
    .replace(/\$\{DESCRIPTION\}/g, () => description);
  if (file === "Pulumi.yaml") return named.replace(/^template:\n(?:[ ].*\n)*/m, "");
  if (file !== "package.json") return named;
  return named.replace(
    /("gatehouse": )"[^"]*"/,
    (_, key) => `${key}${JSON.stringify(values.package)}`,
  );
}

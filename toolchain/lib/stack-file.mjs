// @ts-check
// The file of a stack. Pulumi refuses one that is not YAML without the line, so our commands read it first.
import { existsSync, readFileSync } from "node:fs";
import { notYaml } from "./failures.mjs";
import { shown, stackFile } from "./paths.mjs";
import { loadTypeScript } from "./typescript.mjs";

/**
 * The configuration in a stack's file; empty where there is none. Needs the project's packages.
 * @param {string} file
 * @returns {Record<string, unknown>}
 * @throws Failure with the place of each mistake, where the file is not YAML.
 */
export function stackConfig(file) {
  if (!existsSync(file)) return {};
  const { readYaml, YamlMistake } = loadTypeScript("components/schema/yaml");
  try {
    return Object(readYaml(readFileSync(file, "utf8"), shown(file)).value).config ?? {};
  } catch (error) {
    throw error instanceof YamlMistake ? notYaml(/** @type {Error} */ (error).message) : error;
  }
}

/**
 * Refuses stacks whose files are not YAML.
 * @param {string[]} stacks
 */
export function checkStackFiles(stacks) {
  for (const stack of stacks) stackConfig(stackFile(stack));
}

import { readFileSync } from "node:fs";
import { readYaml, YamlMistake } from "../schema/yaml";
import { CommandFailure } from "./failure";

/**
 * The value of a YAML file.
 *
 * @param shown how messages name it.
 * @throws CommandFailure with the place of each mistake.
 */
export function yamlFile(file: string, shown = file): unknown {
  try {
    return readYaml(readFileSync(file, "utf8"), shown).value;
  } catch (error) {
    throw error instanceof YamlMistake ? new CommandFailure(error.message) : error;
  }
}

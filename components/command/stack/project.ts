// The Pulumi project that the command runs in, and paths as a person there writes them.
import { existsSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { CommandFailure } from "../failure";
import { yamlFile } from "../yaml-file";
import type { PulumiCommand } from "./pulumi";

/** The files that can describe a Pulumi project; YAML reads JSON too. */
export const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"] as const;

/** The name of the project. */
export function projectName({ projectDir }: PulumiCommand): string {
  const file = PROJECT_FILES.map((name) => join(projectDir, name)).find(existsSync) ?? projectDir;
  const { name }: { name?: unknown } = Object(yamlFile(file, shownPath(file)));
  if (typeof name === "string") return name;
  throw new CommandFailure(`${shownPath(file)}: must have the project's name.`);
}

/** Refuses a stack whose file is not YAML with the place; Pulumi's own message has none. */
export function checkStackFile({ projectDir }: PulumiCommand, stack: string): void {
  for (const extension of ["yaml", "yml"]) {
    const file = join(projectDir, `Pulumi.${stack}.${extension}`);
    if (existsSync(file)) yamlFile(file, shownPath(file));
  }
}

/** A path as a person writes it: relative to the current folder, unless it is outside. */
export function shownPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path === "" || path.startsWith("..") || isAbsolute(path) ? file : path;
}

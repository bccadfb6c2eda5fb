// @ts-check
// A stack of this project, as it is deployed.
import { readFileSync } from "node:fs";
import path from "node:path";
import { noOutputs } from "./failures.mjs";
import { projectDir } from "./paths.mjs";
import { pulumiQuietly } from "./pulumi-cli.mjs";

/**
 * The outputs of a stack.
 * @param {import("./downloads.mjs").Downloads} downloads
 * @param {string} stack
 */
export async function stackOutputs(downloads, stack) {
  const output = await pulumiQuietly(downloads, ["stack", "output", "--json", "--stack", stack]);
  if (output.code !== 0) throw noOutputs({ stack, output: output.stderr });
  return JSON.parse(output.stdout);
}

/** The name of this Pulumi project. */
export function projectName() {
  const text = readFileSync(path.join(projectDir, "Pulumi.yaml"), "utf8");
  return /^name:\s*(\S+)/m.exec(text)?.[1] ?? "";
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { CommandFailure } from "../failure";

/**
 * The variables that compose replaces in a file: those of this process before those of env files.
 *
 * @param files env files, the last one first. Default: `.env` in the folder, if there is one.
 */
export function composeVariables(
  folder: string,
  files: readonly string[],
): Record<string, string | undefined> {
  const usual = join(folder, ".env");
  const read = files.length > 0 ? files : existsSync(usual) ? [usual] : [];
  return Object.assign({}, ...read.map(variablesIn), process.env);
}

function variablesIn(file: string): Record<string, string> {
  try {
    return parse(readFileSync(file));
  } catch (error) {
    throw new CommandFailure(`can't read the env file ${file}: ${String(error)}`);
  }
}

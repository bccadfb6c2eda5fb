import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "dotenv";
import { type Problem, problem } from "../../schema/problems";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, pulumi.Input<string>>>;

/**
 * The variables of env files and of `environment`, the later ones before the earlier ones. Those of files
 * are secret, since such files often have passwords.
 */
export function environmentOf(
  files: readonly string[] = [],
  environment: Environment = {},
): Environment {
  const read = files.flatMap((file) => Object.entries(parse(readFileSync(file))));
  return {
    ...Object.fromEntries(read.map(([name, value]) => [name, pulumi.secret(value)])),
    ...environment,
  };
}

/** The problems of env files that can't be read. */
export function envFileProblems(files: readonly string[] = []): Problem[] {
  return files.flatMap((file, index) => {
    try {
      readFileSync(file);
      return [];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [
        problem(
          `envFile[${index}]`,
          `must be a file that this machine can read, got "${file}": ${reason}.`,
        ),
      ];
    }
  });
}

/* The program itself: settings of its stacks, their Docker host, the preflight and your services. */

import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { schemaProblems, withLines } from "../components/schema/problems";
import { Refusal } from "../components/schema/refusal";
import { withSecrets } from "../components/schema/secret";
import { withoutSecrets } from "../components/schema/secret-places";
import { isProduction } from "../components/toxiproxy/production";
import { argumentProblems, argumentsOf, type ProgramArgs } from "./arguments";
import { type LineOf, stackFileLines } from "./lines";
import { encryptedKeys, encryptionProblems } from "./secrets";
import {
  type ParsedSettings,
  SECRET_SETTINGS,
  type Settings,
  settingsProblems,
  settingsSchema,
} from "./settings";

export { ownServices } from "../services";
export { resolveStackHost, stackProvider } from "./docker-host";
export { preflight } from "./preflight";

/** The content of a stack's file. */
export interface StackFile {
  readonly settings: Settings;
  /** The arguments of the program's components. */
  readonly args: ProgramArgs;
}

/**
 * Reads the file of the running stack.
 *
 * GATEHOUSE_IMAGES, which the project's own commands set, names images that were built on this
 * machine, as a JSON object: see docs/toolchain.md.
 */
export function readStackFile(): StackFile {
  const prefix = "gatehouse:";
  const config = Object.entries(pulumi.runtime.allConfig()).filter(([key]) =>
    key.startsWith(prefix),
  );
  const keys = config.map(([key]) => key);
  return parseStackFile(
    Object.fromEntries(
      config.map(([key, value]) => [key.slice(prefix.length), configValue(value)]),
    ),
    JSON.parse(process.env.GATEHOUSE_IMAGES || "{}"),
    encryptedKeys(prefix),
    (path) => stackFileLines(keys)(path),
  );
}

/** Pulumi passes every value as a string: objects, arrays, numbers and booleans as JSON. */
function configValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Parses a stack's configuration, and makes the components' arguments of it.
 *
 * @param config the keys after `gatehouse:`, with their values as they stand in the file.
 * @param localImages images that this machine's toolchain built; `config` can name others.
 * @param encrypted the keys with something encrypted in them. Default: encryption is not checked.
 * @param lineOf the line of a problem's path in the file. Default: messages have no lines.
 * @throws Refusal with every mistake, each with its path, its value and what is allowed.
 */
export function parseStackFile(
  config: Readonly<Record<string, unknown>>,
  localImages: Readonly<Record<string, string>> = {},
  encrypted?: readonly string[],
  lineOf: LineOf = () => undefined,
): StackFile {
  const stack = pulumi.getStack();
  const { data, error } = settingsSchema.safeParse(config);
  // Skip further checks of settings that are already invalid, or each mistake is reported twice.
  const wrong = wrongKeys(error);
  const others = Object.entries(config).filter(([key]) => !wrong.has(key));
  const parsed = data ?? settingsSchema.parse(Object.fromEntries(others));
  const settings = complete(parsed, stack, localImages);
  const args = argumentsOf(settings);
  const problems = [
    ...(error === undefined
      ? []
      : schemaProblems(error, withoutSecrets(settingsSchema, config), "gatehouse:")),
    ...[
      ...settingsProblems(parsed),
      ...encryptionProblems(SECRET_SETTINGS, config, encrypted),
      ...argumentProblems(args),
    ].filter(({ path }) => !wrong.has(/^gatehouse:(\w+)/.exec(path)?.[1] ?? "")),
  ];
  if (problems.length > 0) {
    throw new Refusal(`Pulumi.${stack}.yaml`, withLines(problems, lineOf));
  }
  return { settings, args };
}

/** Settings with the defaults that the schema does not know, and their secrets marked. */
function complete(
  parsed: ParsedSettings,
  stack: string,
  localImages: Readonly<Record<string, string>>,
): Settings {
  return {
    ...withSecrets(settingsSchema, parsed),
    protect: parsed.protect ?? isProduction(stack),
    images: { ...localImages, ...parsed.images },
  };
}

/** The top-level keys of the settings that the schema refused. */
function wrongKeys(error: z.ZodError | undefined): Set<PropertyKey | undefined> {
  return new Set(
    error?.issues.flatMap((issue) =>
      issue.path.length === 0 && issue.code === "unrecognized_keys" ? issue.keys : issue.path[0],
    ),
  );
}

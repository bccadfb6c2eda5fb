import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { schemaProblems } from "../components/schema/problems";
import { Refusal } from "../components/schema/refusal";
import { withSecrets } from "../components/schema/secret";
import { withoutSecrets } from "../components/schema/secret-places";
import { isProduction } from "../components/toxiproxy/production";
import { componentProblems } from "./component-problems";
import { encryptedKeys, encryptionProblems } from "./secrets";
import { SECRET_SETTINGS, type Settings, settingsByThemselves, settingsSchema } from "./settings";

/**
 * Parses a stack's configuration.
 *
 * @param config the keys after `gatehouse:`, with their values as they stand in the file.
 * @param localImages images that this machine's toolchain built; `config` can name others.
 * @param encrypted the keys with something encrypted in them. Default: encryption is not checked.
 * @throws Refusal with every mistake, each with its path, its value and what is allowed.
 */
export function parseSettings(
  config: Readonly<Record<string, unknown>>,
  localImages: Readonly<Record<string, string>> = {},
  encrypted?: readonly string[],
): Settings {
  const result = settingsSchema.safeParse(config);
  const stack = pulumi.getStack();
  const shown = withoutSecrets(settingsSchema, config);
  const each = settingsByThemselves.safeParse(config);
  const wrong = wrongKeys(each.error);
  const valid = Object.entries(config).filter(([key]) => !wrong.has(key));
  const rest = each.data ?? settingsByThemselves.safeParse(Object.fromEntries(valid)).data;
  const withDefaults = (parsed: z.output<typeof settingsSchema>): Settings => ({
    ...parsed,
    protect: parsed.protect ?? isProduction(stack),
    images: { ...localImages, ...parsed.images },
  });
  const problems = [
    ...(result.success ? [] : schemaProblems(result.error, shown, "gatehouse:")),
    // Skip further checks of settings that are already invalid, or each mistake is reported twice.
    ...encryptionProblems(SECRET_SETTINGS, config, encrypted)
      .filter(([key]) => !wrong.has(key))
      .map(([, mistake]) => mistake),
    ...(rest === undefined ? [] : componentProblems(withDefaults(rest))).filter(
      ({ path }) => !wrong.has(/^gatehouse:(\w+)/.exec(path)?.[1] ?? ""),
    ),
  ];
  if (!result.success || problems.length > 0) throw new Refusal(`Pulumi.${stack}.yaml`, problems);
  return withDefaults(withSecrets(settingsSchema, result.data));
}

/** The first keys of all settings that a schema refused. */
function wrongKeys(error: z.ZodError | undefined): Set<PropertyKey | undefined> {
  return new Set(
    error?.issues.flatMap((issue) =>
      issue.path.length === 0 && issue.code === "unrecognized_keys" ? issue.keys : issue.path[0],
    ),
  );
}

/**
 * The settings of the running stack.
 *
 * GATEHOUSE_IMAGES, which the project's own commands set, names images that were built on this
 * machine, as a JSON mapping: see docs/toolchain.md.
 */
export function readSettings(): Settings {
  const prefix = "gatehouse:";
  const config = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length), configValue(value)]);
  return parseSettings(
    Object.fromEntries(config),
    JSON.parse(process.env.GATEHOUSE_IMAGES || "{}"),
    encryptedKeys(prefix),
  );
}

/** Pulumi hands every value over as text: mappings, lists, numbers and flags as JSON. */
function configValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

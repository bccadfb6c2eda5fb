import * as pulumi from "@pulumi/pulumi";
import { type Problem, problem } from "../components/schema/problems";
import type { Place } from "../components/schema/secret-places";

/**
 * Finds secrets of a stack's file that are not encrypted, and encrypted settings that are no secrets.
 * Pulumi names only the whole setting, such as `gatehouse:acme`, that has something encrypted in it.
 *
 * @param places the settings that are secrets, each with its keys.
 * @param encrypted the settings with something encrypted in them. Left out, nothing is checked.
 * @returns each problem, with its setting as its path.
 */
export function encryptionProblems(
  places: readonly Place[],
  config: Readonly<Record<string, unknown>>,
  encrypted: readonly string[] | undefined,
): Problem[] {
  if (encrypted === undefined) return [];
  return Object.keys(config).flatMap((key) => {
    const secrets = secretsIn(places, config, key);
    if (encrypted.includes(key)) return secrets.length > 0 ? [] : [noSecret(places, key)];
    return secrets.map(notEncrypted);
  });
}

/** The settings of the running stack that have something encrypted in them, without the prefix. */
export function encryptedKeys(prefix: string): string[] {
  // Pulumi's language host sets it; the SDK has no public function for it.
  const keys: string[] = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS || "[]");
  return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

/** The secrets that have a value below a setting, by path: `acme.dns.token`. */
function secretsIn(
  places: readonly Place[],
  config: Readonly<Record<string, unknown>>,
  key: string,
): string[] {
  return places.filter(([first]) => first === key).flatMap((place) => given(config, place));
}

function given(value: unknown, [key, ...rest]: Place): string[] {
  if (key === undefined) return value === undefined ? [] : [""];
  if (typeof value !== "object" || value === null) return [];
  const keys = key === "*" ? Object.keys(value) : [key];
  return keys.flatMap((each) =>
    given(Reflect.get(value, each), rest).map((below) =>
      below === "" ? each : `${each}.${below}`,
    ),
  );
}

function notEncrypted(setting: string): Problem {
  const key = `gatehouse:${setting}`;
  const command = `npm run pulumi -- config set --secret --path '${key}' --stack ${pulumi.getStack()}`;
  return problem(key, `must be encrypted: it is in clear in the stack's file. Run: ${command}`);
}

/** The problem of an encrypted setting that is no secret, with the fix. */
export function mustNotBeEncrypted(setting: string): Problem {
  const rule = "must not be encrypted: the state has it in clear. Set it without --secret.";
  return problem(setting, rule);
}

function noSecret(places: readonly Place[], key: string): Problem {
  const secrets = places
    .filter(([first]) => first === key)
    .map((place) => `gatehouse:${place.join(".").replace("*", "<name>")}`);
  if (secrets.length === 0) return mustNotBeEncrypted(`gatehouse:${key}`);
  return problem(
    `gatehouse:${key}`,
    "has something encrypted that is no secret: the state has it in clear. Its secrets are " +
      `${secrets.join(", ")}. Set everything else without --secret.`,
  );
}

import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { isLater } from "./later";
import { unknownKey } from "./problems";
import { replaceSecrets, secret } from "./secret-places";

/**
 * The same value with every secret in it marked as Pulumi's secret. An unknown key of an object with
 * secrets, or a value of another form, may be a misspelt secret: it is marked, too.
 */
export function withSecrets<T>(schema: z.core.$ZodType, value: T): T {
  return replaceSecrets(schema, value, (secret) => pulumi.secret(secret)) as T;
}

const SECRET = "must be a non-empty string (its value is a secret and not shown).";

/** A string, or an output, that no message shows. */
export const secretText = secret(
  z.custom<pulumi.Input<string>>(
    (value) => (typeof value === "string" ? value !== "" : isLater(value)),
    { error: SECRET },
  ),
);

/** An object with secrets among its values; no message shows any of them. */
export function secretGroup<T extends z.ZodRawShape>(what: string, shape: T) {
  const error = unknownKey(what, shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? error(issue) : `${error(issue)}.`),
  });
}

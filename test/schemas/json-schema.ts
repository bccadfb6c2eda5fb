import { z } from "zod";
import { certificatesInput } from "../../components/schema/certificates";
import { secretPlaces } from "../../components/schema/secret-places";
import { toxicSchema } from "../../components/toxics/schema";
import { TOXIC_TYPES } from "../../components/toxics/toxic";

/** A JSON schema, draft 7: the draft that the YAML servers of editors know best. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A value that `pulumi config set --secret` encrypted. */
const ENCRYPTED: JsonSchema = {
  type: "object",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

/** A string that is a secret, encrypted or, before a person has encrypted it, in clear. */
const SECRET: JsonSchema = { anyOf: [{ type: "string", minLength: 1 }, ENCRYPTED] };

/** The JSON schema of what a person writes. */
export function jsonSchemaOf(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => complete(zodSchema, jsonSchema),
  });
  return json;
}

/** Adds what zod does not know of a schema, and removes what an editor must not offer. */
function complete(schema: z.core.$ZodType, json: JsonSchema): void {
  if (isSecret(schema)) Object.assign(json, SECRET);
  if (schema === certificatesInput) json.type = "string";
  if (schema === toxicSchema) json.oneOf = oneOf(Object.keys(TOXIC_TYPES));
  const properties = Object.entries(json.properties ?? {});
  if (properties.length > 0) {
    json.properties = Object.fromEntries(properties.filter(([, part]) => !isNever(part)));
  }
  const names = Object.keys(json.properties ?? {});
  if (names.includes("toxic") && names.includes("down")) json.oneOf = oneOf(["toxic", "down"]);
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.pattern !== undefined) delete json.format;
  // `{}` stands for the defaults of the parts, which they have themselves.
  if (JSON.stringify(json.default) === "{}") delete json.default;
  const rule = formOf(schema);
  if (rule !== undefined && json.pattern !== undefined) json.patternErrorMessage = rule;
}

/** The same schema, for a setting that can be encrypted as a whole. */
export function orEncrypted(json: JsonSchema): JsonSchema {
  return { anyOf: [json, ENCRYPTED] };
}

/** A toxic whose values can be ranges, `{ from, to }`. */
export function withRanges(json: JsonSchema): JsonSchema {
  const kinds = Object.entries(json.properties ?? {}).map(([name, part]) => {
    const shape = Object.entries(Object(part).properties ?? {}) as [string, JsonSchema][];
    return [
      name,
      shape.length === 0
        ? ranged(Object(part))
        : {
            ...Object(part),
            properties: Object.fromEntries(shape.map(([key, each]) => [key, ranged(each)])),
          },
    ];
  });
  return { ...json, properties: Object.fromEntries(kinds) };
}

function ranged(json: JsonSchema): JsonSchema {
  if (json.enum !== undefined || (json.patternErrorMessage === undefined && json.type !== "number"))
    return json;
  return {
    anyOf: [
      json,
      {
        type: "object",
        properties: { from: json, to: json },
        required: ["from", "to"],
        additionalProperties: false,
      },
    ],
  };
}

/** Exactly one of these keys. */
function oneOf(keys: readonly string[]): JsonSchema[] {
  return keys.map((key) => ({ required: [key] }));
}

function isSecret(schema: z.core.$ZodType): boolean {
  return secretPlaces(schema).some((place) => place.length === 0);
}

function isNever(json: unknown): boolean {
  return JSON.stringify(json) === '{"not":{}}';
}

/** The rule of a string with a pattern, as the program words it. */
function formOf(schema: z.core.$ZodType): string | undefined {
  const check = (schema._zod.def.checks ?? []).find(({ _zod }) => Reflect.has(_zod.def, "pattern"));
  const rule: unknown = Reflect.get(check?._zod.def ?? {}, "error");
  const message = typeof rule === "function" ? rule({}) : undefined;
  return typeof message === "string" ? message : undefined;
}

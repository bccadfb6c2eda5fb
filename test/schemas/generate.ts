import type ts from "typescript";
import { experimentFields } from "../../components/experiments/experiment";
import { secretPlaces } from "../../components/schema/secret-places";
import { toxicSchema } from "../../components/toxics/schema";
import { settingsSchema } from "../../program/settings";
import { DocComments } from "./doc-comments";
import { type JsonSchema, jsonSchemaOf, orEncrypted, withRanges } from "./json-schema";

const DRAFT = "http://json-schema.org/draft-07/schema#";

const FILES = {
  settings: "program/settings.ts",
  experiment: "components/experiments/experiment.ts",
  toxic: "components/toxics/toxic.ts",
  build: "components/caddy/image/built-image.ts",
};

/** The JSON schemas of the files that people write, by name. */
export function schemas(): Record<"stack" | "experiment", JsonSchema> {
  const comments = new DocComments(Object.values(FILES));
  const toxic = comments.exported(FILES.toxic, "Toxic");
  /** The types of what a schema without comments checks, by the names of properties. */
  const documented = new Map([
    ["toxics", toxic],
    ["toxic", toxic],
    ["build", comments.exported(FILES.build, "BuiltCaddyImageArgs")],
  ]);
  const described = (json: JsonSchema, file: string, type: string) =>
    describe(json, comments.exported(file, type), comments, documented);
  return {
    stack: stackFile(described(jsonSchemaOf(settingsSchema), FILES.settings, "ParsedSettings")),
    experiment: {
      $schema: DRAFT,
      title: "An experiment of gatehouse",
      ...described(experimentFile(), FILES.experiment, "Experiment"),
    },
  };
}

/** `Pulumi.<stack>.yaml`: the settings are keys of `config`, each behind `gatehouse:`. */
function stackFile({ properties = {} }: JsonSchema): JsonSchema {
  const secrets = new Set(secretPlaces(settingsSchema).map(([key]) => key));
  const keys = Object.entries(properties).map(([key, part]) => {
    const { description, ...json } = part as JsonSchema;
    return [
      `gatehouse:${key}`,
      {
        description,
        ...(secrets.has(key) ? orEncrypted(json) : json.type === "boolean" ? orText(json) : json),
      },
    ];
  });
  return {
    $schema: DRAFT,
    title: "The configuration of a stack of gatehouse",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(keys),
        patternProperties: { [`^gatehouse:(?!(?:${Object.keys(properties).join("|")})$)`]: false },
        allOf: [needs("acme", "acme"), needs("files", "certificate")],
      },
    },
  };
}

/** `pulumi config set` writes true and false as strings. */
function orText(json: JsonSchema): JsonSchema {
  return { ...json, type: undefined, enum: [true, false, "true", "false"] };
}

/** The setting that `gatehouse:tls` needs for a value. */
function needs(tls: string, setting: string): JsonSchema {
  return {
    if: { properties: { "gatehouse:tls": { const: tls } }, required: ["gatehouse:tls"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { required: [`gatehouse:${setting}`] },
  };
}

function experimentFile(): JsonSchema {
  const json = jsonSchemaOf(experimentFields);
  const toxic = jsonSchemaOf(toxicSchema);
  const { name: _, ...unnamed } = toxic.properties ?? {};
  const plain = { ...toxic, properties: unnamed };
  const { faults, randomFaults } = json.properties as Record<string, JsonSchema>;
  const items = (part: unknown) => Reflect.get(Object(part), "items") as { properties: object };
  Object.assign(items(faults).properties, { toxic: plain });
  Object.assign(items(Object(randomFaults).properties.kinds).properties, {
    toxic: withRanges(plain),
  });
  return { ...json, oneOf: [{ required: ["faults"] }, { required: ["randomFaults"] }] };
}

/** Adds doc comments as descriptions. */
function describe(
  json: JsonSchema,
  type: ts.Type | undefined,
  comments: DocComments,
  documented: ReadonlyMap<string, ts.Type>,
): JsonSchema {
  const inside = (part: unknown, below: ts.Type | undefined) =>
    typeof part === "object" ? describe(part as JsonSchema, below, comments, documented) : part;
  const properties = Object.entries(json.properties ?? {}).map(([name, part]) => {
    const property = type && comments.property(type, name);
    const below = documented.get(name) ?? (property && comments.typeOf(property));
    const description = property && comments.of(property);
    return [name, { ...(description && { description }), ...Object(inside(part, below)) }];
  });
  const items = type && (comments.items(type) ?? type);
  return {
    ...json,
    ...(json.properties && { properties: Object.fromEntries(properties) }),
    ...(json.items !== undefined && { items: inside(json.items, items) }),
    ...(json.anyOf && { anyOf: json.anyOf.map((part) => inside(part, type)) }),
    ...(typeof json.additionalProperties === "object" && {
      additionalProperties: inside(json.additionalProperties, items),
    }),
  } as JsonSchema;
}

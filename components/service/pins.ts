// The releases that the stack's configuration pins in place of the program's: see docs/looking-after.md.
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { problem, schemaProblems } from "../schema/problems";
import { Refusal } from "../schema/refusal";
import { secret, withoutSecrets } from "../schema/secret-places";
import { image, strictObject } from "../schema/values";
import { isReleaseOption, type ReleasedArgs, withOptions } from "./recorded";

/** A release of a `ProxiedService` or `ProxiedTcp` that a stack has in place of the one in the program. */
interface PinnedRelease {
  /** The image: a reference, best with its digest, or the id of an image on the Docker host. */
  readonly image: string;
  /**
   * Its other options that differ from the program's, as JSON by their names in the state, such as
   * `{ "environment.LOG_LEVEL": "info", "command": null }`; `null` for one that it does not have. A secret, since
   * variables of the environment may be. Default: the program's.
   */
  readonly options?: string;
}

const RULE = 'must be an object by service, such as { shop: { image: "shop:1.4.1@sha256:…" } }';
const OPTIONS =
  "must be JSON of options of a release, as gatehouse rollback writes it (its value is a secret and not shown).";

/** The pinned options as an object. */
const optionsOf = (text: string): Readonly<Record<string, unknown>> => Object(parsed(text));

const options = secret(
  z.custom<string>(
    (text) => typeof text === "string" && Object.keys(optionsOf(text)).every(isReleaseOption),
    { error: OPTIONS },
  ),
);

/** @internal Checks `gatehouse:releases`, the pinned releases by the names of their services. */
export const pinsSchema = z.record(
  z.string(),
  strictObject("a part of a release", {
    image,
    options: options.optional(),
  }) satisfies z.ZodType<PinnedRelease>,
  { error: RULE },
);

const configSchema = z.object({ releases: pinsSchema });

/** The key of the configuration. */
const KEY = "gatehouse:releases";

/** The services of each program that read their pins. */
const NAMES = new WeakMap<object, Set<string>>();

/**
 * The arguments of a service with the release that the stack's configuration pins, which a message names. They
 * are the given ones without a pin.
 *
 * @throws Refusal where the pins are invalid.
 */
export function withPin<T extends ReleasedArgs>(name: string, args: T): T {
  const pins = pinsOf(pulumi.runtime.allConfig()[KEY]);
  if (Object.keys(pins).length > 0) expectServices(Object.keys(pins), name);
  const pin = Object.hasOwn(pins, name) ? pins[name] : undefined;
  if (pin === undefined) return args;
  return {
    ...withOptions(args, optionsOf(pin.options ?? "{}")),
    image: pin.image,
    build: undefined,
  };
}

/** What a preview reports of a service with a pin; `undefined` for any other. */
export function pinText(name: string): string | undefined {
  const pins = pinsOf(pulumi.runtime.allConfig()[KEY]);
  if (!Object.hasOwn(pins, name)) return undefined;
  return (
    `${KEY} of stack "${pulumi.getStack()}" pins its release to image ${pins[name]?.image}, whatever the ` +
    `program has. To end that: gatehouse rollback --clear ${name}`
  );
}

/** Has each preview report the pin of a service. */
export function warnOfPin(name: string, service: pulumi.Resource): void {
  const text = pinText(name);
  if (text !== undefined) pulumi.log.warn(text, service);
}

function pinsOf(text: string | undefined): Readonly<Record<string, PinnedRelease>> {
  if (text === undefined) return {};
  const given = { releases: parsed(text) };
  const { data, error } = configSchema.safeParse(given);
  if (error === undefined) return data.releases;
  const problems = schemaProblems(error, withoutSecrets(configSchema, given), "gatehouse:");
  throw new Refusal(`Pulumi.${pulumi.getStack()}.yaml`, problems);
}

/** Pulumi passes objects as JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Refuses pins of services that the program does not declare, once it has ended. */
function expectServices(pinned: readonly string[], name: string): void {
  const stack = pulumi.runtime.getStackResource();
  if (stack === undefined) return;
  const known = NAMES.get(stack);
  const declared = known ?? new Set();
  NAMES.set(stack, declared.add(name));
  if (known !== undefined) return;
  // The program is still running: the stack gets its outputs once it has ended.
  setImmediate(async () => {
    await pulumi.isSecret(stack.outputs);
    const missing = pinned.filter((each) => !declared.has(each));
    if (missing.length === 0) return;
    const problems = missing.map((each) => problem(`${KEY}.${each}`, missingText(declared)));
    throw new Refusal(`Pulumi.${pulumi.getStack()}.yaml`, problems);
  });
}

function missingText(declared: ReadonlySet<string>): string {
  return (
    "names no ProxiedService or ProxiedTcp of the program. Its services: " +
    `${[...declared].sort().join(", ")}. To remove the pin: gatehouse rollback --clear <service>`
  );
}

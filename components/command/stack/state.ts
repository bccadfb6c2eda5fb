// A stack's state, as `pulumi stack export` prints it.

/** A resource in the state. Secrets are left out of its properties. */
export interface StateResource {
  readonly urn: string;
  /** Pulumi's type, such as `docker:index/container:Container`. */
  readonly type: string;
  /** The name that the program gave it. */
  readonly name: string;
  /** Its id at its provider; none of a component. */
  readonly id?: string;
  /** URN of its parent. */
  readonly parent?: string;
  /** URN and id of its provider, as `<urn>::<id>`. */
  readonly provider?: string;
  /** When Pulumi created it and last changed it, in ISO 8601; states of old engines lack both. */
  readonly created?: string;
  readonly modified?: string;
  /** Whether an update replaced it and has yet to delete it. */
  readonly replaced: boolean;
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Names of the outputs that are a secret or have one in them. */
  readonly secrets: readonly string[];
}

/** Properties of a resource. */
export type Properties = Readonly<Record<string, unknown>>;

/** A stack's state. */
export interface State {
  /** When Pulumi last wrote it, in ISO 8601. */
  readonly written?: string;
  readonly resources: readonly StateResource[];
  /** What an interrupted update began, such as `creating urn:…`. */
  readonly pending: readonly string[];
}

/** The parts of the export that are read here. */
interface Exported {
  readonly deployment?: {
    readonly manifest?: { readonly time?: string };
    readonly resources?: readonly ExportedResource[];
    readonly pending_operations?: readonly {
      readonly type: string;
      readonly resource: { readonly urn: string };
    }[];
  };
}

interface ExportedResource extends Partial<Omit<StateResource, "replaced" | "urn" | "type">> {
  readonly urn: string;
  readonly type: string;
  readonly delete?: boolean;
}

/**
 * Reads what `pulumi stack export` prints.
 *
 * @throws SyntaxError where it is not JSON.
 */
export function parseState(exported: string): State {
  const { deployment = {} }: Exported = JSON.parse(exported);
  const { manifest, resources = [], pending_operations: operations } = deployment;
  return {
    written: manifest?.time,
    resources: resources.map(resourceOf),
    pending: (operations ?? []).map(({ type, resource }) => `${type} ${resource.urn}`),
  };
}

function resourceOf(resource: ExportedResource): StateResource {
  const { urn, type, id, parent, provider, created, modified, delete: replaced = false } = resource;
  const { inputs = {}, outputs = {}, protect = false } = resource;
  return {
    ...{ urn, type, id, parent, provider, created, modified, replaced, protect },
    name: nameOf(urn),
    inputs: readable(inputs),
    outputs: readable(outputs),
    secrets: Object.keys(outputs).filter((key) => hasSecret(outputs[key])),
  };
}

/** The name in a URN: `urn:pulumi:<stack>::<project>::<types>::<name>`. */
function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The properties without secrets, and without what Pulumi and its providers keep for themselves. */
function readable(properties: Properties): Properties {
  const own = Object.entries(properties).filter(([key]) => !key.startsWith("__"));
  return withoutSecrets(Object.fromEntries(own));
}

/** The key and the value that mark a secret in a state. */
const SIGNATURE = ["4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"] as const;

/** Leaves out the properties that are a secret. One that only has a secret in it stays, without the secret. */
function withoutSecrets(properties: Properties): Properties {
  const plain = Object.entries(properties).filter(([, value]) => !isSecret(value));
  return Object.fromEntries(plain.map(([key, value]) => [key, cleaned(value)]));
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => (isSecret(each) ? null : cleaned(each)));
  return typeof value === "object" && value !== null ? withoutSecrets(value as Properties) : value;
}

function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(hasSecret);
}

function isSecret(value: unknown): boolean {
  const [key, mark] = SIGNATURE;
  return typeof value === "object" && value !== null && Reflect.get(value, key) === mark;
}

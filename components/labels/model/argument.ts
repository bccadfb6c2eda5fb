/**
 * One argument of a Caddyfile directive: literal text, or a value that Caddy Docker Proxy or Caddy
 * fills in.
 *
 * Placeholders such as `{host}` are ordinary text here, since Caddy reads them from the text at run
 * time; {@link placeholder} and {@link env} write them. `{{` in a text stays literal; `{$` in a text
 * is refused.
 */
export type Argument = string | Variable | Joined;

/** A value that the plugin or Caddy fills in when it generates or loads the configuration. */
export type Variable = Template | Environment;

/** A Go template of Caddy Docker Proxy, rendered between `{{` and `}}` and never quoted. */
export interface Template {
  readonly template: string;
}

/** A variable of the proxy's environment, which Caddy reads when it loads its configuration. */
export interface Environment {
  readonly environment: string;
  /** The value when the variable is unset. Default: empty. */
  readonly fallback?: string;
}

/** One argument made of text and variables. */
export interface Joined {
  readonly parts: readonly (string | Variable)[];
}

/** How the proxy speaks to an upstream. */
export const UpstreamScheme = { Http: "http", Https: "https", H2c: "h2c" } as const;
export type UpstreamScheme = (typeof UpstreamScheme)[keyof typeof UpstreamScheme];

/**
 * The address of the labelled container on the ingress network; that of each replica when there are
 * several.
 *
 * @param port the port that the service listens on in its container, 1 to 65535. Default: the
 *   scheme's own.
 * @param scheme Default: http.
 */
export function upstreams(port?: number, scheme?: UpstreamScheme): Template {
  return { template: ["upstreams", scheme, port].filter((word) => word !== undefined).join(" ") };
}

/** A Go template of Caddy Docker Proxy, without its braces: `template("index .Names 0")`. */
export function template(text: string): Template {
  return { template: text.trim() };
}

/**
 * A variable of the proxy's environment, which Caddy reads when it loads its configuration:
 * `{$NAME}`. Unlike {@link env}, it works in every argument, addresses and ports included.
 */
export function buildEnv(name: string, fallback?: string): Environment {
  return fallback === undefined ? { environment: name } : { environment: name, fallback };
}

/** A placeholder for a variable of the proxy's environment, which Caddy reads at run time. */
export function env(name: string): string {
  return placeholder(`env.${name}`);
}

/** A placeholder, which Caddy fills in for each request: `placeholder("http.request.host")`. */
export function placeholder(name: string): string {
  return `{${name}}`;
}

/** Joins text and variables into one argument: `join("https://", buildEnv("DOMAIN"), "{uri}")`. */
export function join(...pieces: readonly Argument[]): Argument {
  const parts: (string | Variable)[] = [];
  for (const part of pieces.flatMap(partsOf)) {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else if (part !== "") parts.push(part);
  }
  const [only, ...others] = parts;
  if (only === undefined) return "";
  return others.length === 0 ? only : { parts };
}

/** The text and variables of an argument. */
export function partsOf(argument: Argument): readonly (string | Variable)[] {
  return typeof argument === "object" && "parts" in argument ? argument.parts : [argument];
}

/** An argument for messages and tables, its variables in braces. */
export function argumentText(argument: Argument): string {
  return partsOf(argument)
    .map((part) => {
      if (typeof part === "string") return part;
      return "template" in part ? `{{${part.template}}}` : `{$${part.environment}}`;
    })
    .join("");
}

/** Whether a value is an argument that is not plain text. */
export function isVariable(value: unknown): value is Variable | Joined {
  if (typeof value !== "object" || value === null) return false;
  return "template" in value || "environment" in value || "parts" in value;
}

/** The arguments of an option that takes one or several. */
export function listOf(value: Argument | readonly Argument[]): readonly Argument[] {
  return typeof value === "string" || isVariable(value) ? [value] : value;
}

type DurationUnit = "ns" | "us" | "ms" | "s" | "m" | "h" | "d";
type SizeUnit = "B" | "KB" | "MB" | "GB" | "TB" | "KiB" | "MiB" | "GiB" | "TiB";

/** A duration with its unit: `250ms`, `5s`, `1h30m`. */
export type Duration = `${number}${DurationUnit}` | `${number}h${number}m` | `${number}m${number}s`;

/** A size with its unit: `4KiB`, `10MB`. */
export type Size = `${number}${SizeUnit}`;

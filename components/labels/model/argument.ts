/**
 * One argument of a Caddyfile directive: text that stays as it is, or a value that Caddy Docker
 * Proxy or Caddy fills in.
 *
 * Placeholders such as `{host}` are ordinary text here, since Caddy reads them at run time from the
 * text itself; {@link placeholder} and {@link env} write them. `{{` and `{$` in a text are never
 * meant: the first stays literal, the second is refused.
 */
export type Argument = string | Variable | Joined;

/** A value that is filled in when the configuration is generated or loaded. */
export type Variable = Template | Environment;

/** A Go template of Caddy Docker Proxy, rendered between `{{` and `}}` and never quoted. */
export interface Template {
  readonly template: string;
}

/** A variable of the proxy's environment, put in when Caddy loads its configuration: `{$NAME}`. */
export interface Environment {
  readonly environment: string;
  /** What stands in when the variable is unset. Default: nothing. */
  readonly fallback?: string;
}

/** Text with variables in it, one argument altogether. */
export interface Joined {
  readonly parts: readonly (string | Variable)[];
}

/** The schemes that `upstreams` can put before an address. */
export const UpstreamScheme = { Http: "http", Https: "https", H2c: "h2c" } as const;
export type UpstreamScheme = (typeof UpstreamScheme)[keyof typeof UpstreamScheme];

/**
 * The addresses of the labelled container on the ingress network, one for each replica.
 *
 * @param port the port the service listens on inside its container, 1 to 65535. Default: the
 *   scheme's own.
 * @param scheme how the proxy speaks to it. Default: http.
 */
export function upstreams(port?: number, scheme?: UpstreamScheme): Template {
  return { template: ["upstreams", scheme, port].filter((word) => word !== undefined).join(" ") };
}

/** A Go template of Caddy Docker Proxy, without its braces: `template("index .Names 0")`. */
export function template(text: string): Template {
  return { template: text.trim() };
}

/**
 * A variable of the proxy's environment, read when Caddy loads its configuration: `{$NAME}`.
 * Unlike {@link env} it works in every argument, addresses and ports included.
 */
export function buildEnv(name: string, fallback?: string): Environment {
  return fallback === undefined ? { environment: name } : { environment: name, fallback };
}

/** A variable of the proxy's environment, read at run time where Caddy takes placeholders. */
export function env(name: string): string {
  return placeholder(`env.${name}`);
}

/** A placeholder of Caddy, read for each request: `placeholder("http.request.host")`. */
export function placeholder(name: string): string {
  return `{${name}}`;
}

/** Joins text and variables to one argument: `join("https://", buildEnv("DOMAIN"), "{uri}")`. */
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

/** The text and variables that an argument is made of. */
export function partsOf(argument: Argument): readonly (string | Variable)[] {
  return typeof argument === "object" && "parts" in argument ? argument.parts : [argument];
}

/** An argument as people read it, its variables between their braces. */
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

import { isIP } from "node:net";
import { z } from "zod";
import { isLater } from "./later";
import { hostPathProblem } from "./path-problems";
import { unknownKey } from "./problems";

/*
 * The values of settings and of component arguments. Each error completes "<path> …, got <value>.", or
 * with a full stop at its end "<path> …"; see schema/problems.ts.
 */

const CONTAINER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
const GO_DURATION = /^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$/;
const IMAGE =
  /^[a-z0-9][\w.-]*(:\d+)?(\/[a-z0-9][\w.-]*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** A string of one form. */
export function matching(pattern: RegExp, error: string) {
  return z.string({ error }).regex(pattern, { error });
}

/** An array of strings of one form. */
export function listMatching(pattern: RegExp, error: string) {
  return z.array(matching(pattern, error), { error });
}

export const flag = z.boolean({ error: "must be true or false" });

/** An integer in a range. */
export function whole(low: number, high: number = Number.MAX_SAFE_INTEGER) {
  const error =
    high === Number.MAX_SAFE_INTEGER
      ? `must be an integer of at least ${low}`
      : `must be an integer from ${low} to ${high}`;
  return z.int({ error }).min(low, { error }).max(high, { error });
}

/**
 * An object that refuses unknown keys, and lists the known ones.
 *
 * @param form what another value than an object must be. Default: an object with the known keys.
 */
export function strictObject<T extends z.ZodRawShape>(what: string, shape: T, form?: string) {
  return z.strictObject(shape, { error: unknownKey(what, shape, form) });
}

export const port = whole(1, 65_535);

const ADDRESS = 'must be one IP address, such as "127.0.0.1" or "0.0.0.0"';
const ADDRESSES =
  "must be one IP address: Docker's provider would replace a container that is published on two at each update";

export const address = z
  .string({ error: ({ input }) => (Array.isArray(input) ? ADDRESSES : ADDRESS) })
  .refine((value) => isIP(value) !== 0, {
    error: ({ input }) => (String(input).includes(",") ? ADDRESSES : ADDRESS),
  });

export const replicas = whole(1, 100);

export const physicalName = matching(
  CONTAINER_NAME,
  'must be a Docker name: letters, digits, "_", "." and "-", two characters at least, a letter or digit first',
);

export const hostPath = z
  .string({ error: (issue) => hostPathProblem(String(issue.input)) })
  .superRefine((path, context) => {
    const message = hostPathProblem(path);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** Docker's socket, a path of Linux' form on any host. */
export const socketPath = hostPath.refine((path) => path.startsWith("/"), {
  error: 'must be the path of a socket on the Docker host, such as "/var/run/docker.sock"',
});

/** A path in a container, which is always a Linux one. */
export const containerPath = matching(
  /^\/(?!\/)/,
  'must be an absolute path in the container, such as "/config/Caddyfile"',
);

export const duration = matching(
  GO_DURATION,
  'must be a duration with its unit, such as "30s" or "100ms"',
);

export const seconds = z
  .number({ error: "must be a number of seconds" })
  .min(0, { error: "must be a number of seconds, 0 or more" })
  .max(3600, { error: "must be a number of seconds, up to 3600" });

export const IMAGE_RULE = 'must be an image reference, such as "traefik/whoami:v1.11.0@sha256:…"';

export const image = matching(IMAGE, IMAGE_RULE);

/** An image reference, or an output. */
export const imageInput = z.union([image, z.custom(isLater)], { error: IMAGE_RULE });

const VARIABLES =
  'must be an object of strings, such as { LOG_LEVEL: "info" } (its values may be secrets ' +
  "and are not shown).";
const VARIABLE =
  'must be a string or an output: write "8080", not 8080 (its value may be a secret and is not shown).';

/** Environment variables: strings, or outputs. No message shows a value. */
export const environment = z.record(
  z.string().regex(/^[^=\0]+$/),
  z.custom((value) => typeof value === "string" || isLater(value), { error: VARIABLE }),
  { error: ({ code }) => (code === "invalid_key" ? 'must have a name without "=".' : VARIABLES) },
);

/** Whether a value is a component of this library, of any copy of the package. */
export function isComponent(name: string, value: unknown): boolean {
  return Reflect.get(Object(value), "__pulumiType") === `gatehouse:index:${name}`;
}

/** A component of this library. */
export function component(name: string, example: string) {
  return z.custom((value) => isComponent(name, value), {
    error: `must be a ${name}, such as ${example}`,
  });
}

/** The entry point in front of something. */
export const entryPoint = component("CaddyProxy", 'new CaddyProxy("caddy", { network })');

/** The arguments of a component as a whole. */
export function argsOf<T extends z.ZodRawShape>(shape: T) {
  return z.object(shape, {
    error: `must be an object with ${Object.keys(shape).sort().join(", ")}`,
  });
}

export const repository = matching(
  /^[a-z0-9][\w.-]*(:\d+)?(\/[a-z0-9][\w.-]*)*$/,
  'must be the name of an image without tag and digest, such as "registry.example.com/caddy"',
);

export const platform = matching(
  /^linux\/[a-z0-9]+(\/v\d+)?$/,
  'must be a platform of Docker\'s, such as "linux/amd64" or "linux/arm64"',
);

export const email = matching(EMAIL, 'must be an e-mail address, such as "ops@example.com"');

export const httpsUrl = matching(/^https:\/\/\S+$/, "must be a URL that starts with https://");

export const labelPrefix = matching(
  /^[a-z0-9]+([.-][a-z0-9]+)*$/,
  'must be lower-case letters and digits, with single "." or "-" between them',
);

export const caddyNames = z.array(
  matching(/^[\w.]+$/, 'must be a name of Caddy\'s, such as "http.handlers.rate_limit"'),
  { error: 'must be an array of names, such as ["http.handlers.rate_limit"]' },
);

/** One token of a Caddyfile without placeholders. */
export const word = matching(
  /^[^\s{}"`#]+$/,
  'must be one word, without spaces, quotes, "#" and braces',
);

export const pathBelow = matching(
  /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[\w./@+-]+$/,
  'must be a path below the directory, such as "live/example.com/privkey.pem"',
);

/** One of the values of a named enum. */
export function oneOf<T extends Record<string, string>>(values: T) {
  return z.enum(values, { error: `must be one of ${Object.values(values).join(", ")}` });
}

import { z } from "zod";
import { CaddyMode } from "../../docker/routes/caddy";
import { containerPath, duration, flag, oneOf, strictObject } from "../../schema/values";

/** The levels of Caddy Docker Proxy's log, from the most entries to the fewest. */
export const LogLevel = { Debug: "DEBUG", Info: "INFO", Warn: "WARN", Error: "ERROR" } as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

/** The form of a log line. */
export const LogFormat = { Console: "console", Json: "json" } as const;
export type LogFormat = (typeof LogFormat)[keyof typeof LogFormat];

/**
 * The settings of Caddy Docker Proxy: its `CADDY_*` environment variables, typed, because it
 * silently ignores a misspelt one. The ingress network and the label prefix are arguments of
 * `CaddyProxy`.
 *
 * A change replaces the controller, where there is one, else the proxy's container; a change of
 * those for logs replaces both.
 */
export interface CaddySettings {
  /** Only for one container; a controller and a server have their own. Default: `standalone`. */
  mode?: CaddyMode;
  /** Docker sockets to read labels from. Default: the one mounted into the container. */
  dockerSockets?: string[];
  /** Folders, inside the container, with the certificates of each of `dockerSockets`. */
  dockerCertsPaths?: string[];
  /** API version for each of `dockerSockets`. Default: negotiated. */
  dockerApiVersions?: string[];
  /** Subnet, as CIDR, on which a controller finds its servers. */
  controllerNetwork?: string;
  /** Swarm: routes to a service's tasks instead of its virtual address. Default: true. */
  proxyServiceTasks?: boolean;
  /** Leaves the scope out of event filters, which Podman needs. Default: false. */
  noScope?: boolean;
  /**
   * Interval of the polls for changes without a Docker event. Default: `5s` with a controller, in a
   * Swarm `2s`, else `30s`.
   */
  pollingInterval?: string;
  /** How long the plugin collects events before it makes a configuration. Default: `100ms`. */
  eventThrottleInterval?: string;
  /**
   * Whether the plugin drops an invalid site and loads the others. If false, Caddy refuses the
   * whole new configuration and keeps the last one. Default: true with the label prefix `caddy`,
   * else false.
   */
  processCaddyfile?: boolean;
  /** Whether it reads labels of stopped containers, as route-holders are. Default: true. */
  scanStoppedContainers?: boolean;
  /** Path of a base Caddyfile inside the container. Default: none. */
  caddyfilePath?: string;
  /** Path, inside the container, of a file with environment variables. Default: none. */
  envFile?: string;
  /** Default: `INFO`. */
  logLevel?: LogLevel;
  /** Default: `console`. */
  logFormat?: LogFormat;
  /**
   * Where Caddy's administration API listens inside the container; `off` for nowhere.
   * Default: `localhost:2019`.
   */
  admin?: string;
}

const VARIABLES: Record<keyof CaddySettings, string> = {
  mode: "CADDY_DOCKER_MODE",
  dockerSockets: "CADDY_DOCKER_SOCKETS",
  dockerCertsPaths: "CADDY_DOCKER_CERTS_PATH",
  dockerApiVersions: "CADDY_DOCKER_APIS_VERSION",
  controllerNetwork: "CADDY_CONTROLLER_NETWORK",
  proxyServiceTasks: "CADDY_DOCKER_PROXY_SERVICE_TASKS",
  noScope: "CADDY_DOCKER_NO_SCOPE",
  pollingInterval: "CADDY_DOCKER_POLLING_INTERVAL",
  eventThrottleInterval: "CADDY_DOCKER_EVENT_THROTTLE_INTERVAL",
  processCaddyfile: "CADDY_DOCKER_PROCESS_CADDYFILE",
  scanStoppedContainers: "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS",
  caddyfilePath: "CADDY_DOCKER_CADDYFILE_PATH",
  envFile: "CADDY_DOCKER_ENVFILE",
  logLevel: "CADDY_DOCKER_LOG_LEVEL",
  logFormat: "CADDY_DOCKER_LOG_FORMAT",
  admin: "CADDY_ADMIN",
};

const ADMIN = 'must be "off" or an address such as "localhost:2019"';
const LIST_ENTRY = "must be an array of strings without a comma or a space";

const texts = z.array(z.string().regex(/^[^,\s]+$/, { error: LIST_ENTRY }), { error: LIST_ENTRY });

/** @internal Checks {@link CaddySettings}; an unknown one is an error. */
export const caddySettings = strictObject("a setting of Caddy Docker Proxy", {
  mode: oneOf(CaddyMode).optional(),
  dockerSockets: texts.optional(),
  dockerCertsPaths: texts.optional(),
  dockerApiVersions: texts.optional(),
  controllerNetwork: z.cidrv4({ error: 'must be a subnet, such as "10.200.200.0/24"' }).optional(),
  proxyServiceTasks: flag.optional(),
  noScope: flag.optional(),
  pollingInterval: duration.optional(),
  eventThrottleInterval: duration.optional(),
  processCaddyfile: flag.optional(),
  scanStoppedContainers: flag.optional(),
  caddyfilePath: containerPath.optional(),
  envFile: containerPath.optional(),
  logLevel: oneOf(LogLevel).optional(),
  logFormat: oneOf(LogFormat).optional(),
  admin: z
    .string({ error: ADMIN })
    .regex(/^(off|[\w.[\]:-]*:\d+)$/, { error: ADMIN })
    .optional(),
}) satisfies z.ZodType<CaddySettings>;

/** The environment variables of the settings that are given. */
export function caddyEnvironment(settings: CaddySettings): Record<string, string> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([key, value]) => [VARIABLES[key as keyof CaddySettings], String(value)]),
  );
}

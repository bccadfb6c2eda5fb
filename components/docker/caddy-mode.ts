/** The mode of Caddy Docker Proxy in a container. */
export const CaddyMode = {
  /** Reads labels and serves: one container does both. */
  Standalone: "standalone",
  /** Reads labels and sends the configuration to servers. */
  Controller: "controller",
  /** Serves the configuration that a controller sends. */
  Server: "server",
} as const;
export type CaddyMode = (typeof CaddyMode)[keyof typeof CaddyMode];

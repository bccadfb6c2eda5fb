/** Which part of the plugin a container plays. */
export const CaddyMode = {
  /** Reads labels and serves: one container does both. */
  Standalone: "standalone",
  /** Reads labels and sends the configuration to servers. */
  Controller: "controller",
  /** Serves what a controller sends. */
  Server: "server",
} as const;
export type CaddyMode = (typeof CaddyMode)[keyof typeof CaddyMode];

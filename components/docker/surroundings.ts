import { homedir } from "node:os";

/** The environment that decides the Docker host, beside the stack's configuration. */
export interface HostSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
}

/** The environment of this process. */
export function surroundings(): HostSurroundings {
  return { environment: process.env, platform: process.platform, home: homedir() };
}

import { homedir } from "node:os";

/** What decides the Docker host, apart from the stack's own configuration. */
export interface HostSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The person's home folder. */
  readonly home: string;
}

/** What surrounds this process. */
export function surroundings(): HostSurroundings {
  return { environment: process.env, platform: process.platform, home: homedir() };
}

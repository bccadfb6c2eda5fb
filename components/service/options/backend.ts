import type { Argument, DynamicUpstreams } from "../../labels";

/** The upstreams of a service in the proxy's configuration. */
export interface Upstreams {
  /** One for each container; or one that stands for all replicas, as the template of labels does. */
  stable: Argument[];
  /** The containers of the canary. Empty without one. */
  canary: Argument[];
  /** In place of both: the DNS name that Caddy looks up. Default: none. */
  lookedUp?: DynamicUpstreams;
}

/** A user's password; each rotation has another one. */
export interface Credential {
  user: string;
  rotation: number;
}

/** Where a service's containers and its users' passwords are. */
export interface Backend {
  /** The upstreams for a port of the service's containers. */
  upstreamsFor(port: number): Upstreams;
  /** How many containers there are, both releases together. */
  readonly containers: number;
  /** The bcrypt hash of a password, or the placeholder of the file that holds it. */
  hashOf(credential: Credential): Argument;
}

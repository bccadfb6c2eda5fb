import type { Argument, DynamicUpstreams } from "../../labels";

/** Where a service's containers are, as the proxy is told. */
export interface Upstreams {
  /** One for each container; or one that stands for all replicas, as the template of labels does. */
  stable: Argument[];
  /** The containers of the release that is tried out. Empty without one. */
  canary: Argument[];
  /** In place of both: where their addresses are looked up. Default: they stand here. */
  lookedUp?: DynamicUpstreams;
}

/** Whose password it is, and which: a user has another one for each rotation. */
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
  /** The bcrypt hash of a password, or the placeholder of the file it stands in. */
  hashOf(credential: Credential): Argument;
}

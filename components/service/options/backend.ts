import type {
  Argument,
  Directive,
  DynamicUpstreams,
  HttpTransport,
  ReverseProxyOptions,
} from "../../labels";

/** The upstreams of a service in the proxy's configuration. */
export interface Upstreams {
  /** One per container; or one for all replicas, the template `{{upstreams}}` of labels. */
  stable: Argument[];
  /** The containers of the canary. Empty without one. */
  canary: Argument[];
  /** The weights of the stable ones, if they differ. Default: none. */
  weights?: number[];
  /** Replaces both: the DNS name that Caddy looks up. Default: none. */
  lookedUp?: DynamicUpstreams;
}

/** A user's password; each rotation has another one. */
export interface Credential {
  user: string;
  rotation: number;
}

/** How Caddy answers requests with files, alone or beside the upstreams. */
export interface ServedFiles {
  /** Sets the folder of the files. */
  readonly root: readonly Directive[];
  /** Whether the upstreams are PHP, which takes `.` in the name of a header for `-`. Default: false. */
  readonly php?: boolean;
  /**
   * Answers requests.
   *
   * @param proxied how the proxy would send them to the upstreams.
   */
  answer(proxied: ReverseProxyOptions): readonly Directive[];
}

/** The upstreams of a service, and the hashes of its users' passwords. */
export interface Backend {
  /** The upstreams for a port of the service's containers. */
  upstreamsFor(port: number): Upstreams;
  /** The number of containers of both releases. */
  readonly containers: number;
  /** How the proxy speaks to upstreams, beside the timeouts. Default: plain HTTP. */
  readonly transport?: HttpTransport;
  /** The header `Host` of requests to upstreams. Default: Caddy's. */
  readonly hostHeader?: Argument;
  /** The bcrypt hash of a password, or the placeholder of the file that holds it. */
  hashOf(credential: Credential): Argument;
  /** The files that Caddy serves. Default: none. */
  readonly files?: ServedFiles;
}

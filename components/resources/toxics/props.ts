import type { DockerHost } from "../../docker/endpoint";
import type { ToxicBody } from "../../toxics";

/** A Toxiproxy server. */
export interface OnServer {
  readonly docker: DockerHost;
  /** Id of the server's container. */
  readonly server: string;
  /** Port of its API on the Docker host's loopback address. */
  readonly apiPort: number;
}

/** The resolved properties of a proxy, as the state keeps them. */
export interface ToxicProxyProps extends OnServer {
  readonly name: string;
  /** Port inside the server's container. */
  readonly port: number;
  /** `host:port` that it forwards to. */
  readonly upstream: string;
  /** Whether it takes connections. */
  readonly enabled: boolean;
  /** The toxics that are in place before the first connection. Each is a resource of its own, too. */
  readonly toxics: readonly ToxicBody[];
  /** Id of the container behind it, which must be ready first. */
  readonly container?: string;
  /** Seconds that container may take to be ready. */
  readonly readyTimeout: number;
}

/** The resolved properties of a toxic, as the state keeps them. */
export interface ToxicProps extends OnServer, ToxicBody {
  /** Name of its proxy. */
  readonly proxy: string;
}

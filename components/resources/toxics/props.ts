import type { DockerHost } from "../../docker/endpoint";
import type { ToxicBody } from "../../toxics";

/** Which server of Toxiproxy something is on. */
export interface OnServer {
  readonly docker: DockerHost;
  /** Id of the server's container. */
  readonly server: string;
  /** Port of its API on the Docker host's loopback address. */
  readonly apiPort: number;
}

/** What one proxy of a server is made of, resolved; it is also what the state keeps of it. */
export interface ToxicProxyProps extends OnServer {
  readonly name: string;
  /** Port inside the server's container. */
  readonly port: number;
  /** `host:port` that it leads to. */
  readonly upstream: string;
  /** Whether it takes connections. */
  readonly enabled: boolean;
  /** What its first connection meets already. Each is a resource of its own, too. */
  readonly toxics: readonly ToxicBody[];
  /** Id of the container behind it, which has to be ready before it is led to. */
  readonly container?: string;
  /** Seconds that may take. */
  readonly readyTimeout: number;
}

/** What one toxic is made of, resolved; it is also what the state keeps of it. */
export interface ToxicProps extends OnServer, ToxicBody {
  /** Name of the proxy whose connections it disturbs. */
  readonly proxy: string;
}

import type { CaddyProxy } from "../../caddy/caddy-proxy";
import { type ImageSource, sourceShape } from "../../declare/build";
import { type ContainerOptions, containerShape } from "../../declare/options";
import {
  type Confinement,
  confinementSchema,
  type Healthcheck,
  healthcheck,
  type Limits,
  limitsSchema,
} from "../../declare/settings";
import { hosts } from "../../labels/values";
import {
  argsOf,
  entryPoint,
  oneOf,
  physicalName,
  port,
  replicas,
  seconds,
} from "../../schema/values";
import { faultsSchema, type ServiceFaults } from "../args";
import { type ProxyProtocol, proxyProtocolSchema } from "../options/proxy-protocol";

/** What the proxy does with the TLS of clients. */
export const TcpTls = {
  /** The proxy ends it with a certificate for the hosts; the service gets what is inside. */
  Terminate: "terminate",
  /** The proxy reads only the name, and the service ends TLS with a certificate of its own. */
  PassThrough: "pass-through",
} as const;
export type TcpTls = (typeof TcpTls)[keyof typeof TcpTls];

/** A protocol whose clients ask for TLS in its own words before TLS begins. */
export const StartTls = {
  /** PostgreSQL; clients that begin with TLS at once (`sslnegotiation=direct`) are fine, too. */
  Postgres: "postgres",
} as const;
export type StartTls = (typeof StartTls)[keyof typeof StartTls];

/** The arguments of {@link ProxiedTcp}. A change of routing updates the route and cuts no connection. */
export interface ProxiedTcpArgs extends ContainerOptions, ImageSource {
  /**
   * The entry point in front of the service. Its image needs the module `layer4`, and its `tcpPorts` the port.
   */
  entry: CaddyProxy;
  /** Port of the entry point, where clients connect to. A change updates the route. */
  port: number;
  /** Port the service listens on inside its container. A change updates the route. Default: `port`. */
  containerPort?: number;
  /**
   * The names by which clients connect with TLS, so that several services share a port. Default: the
   * service has the port to itself, and TLS of its clients reaches it as it is. A change updates the route.
   */
  hosts?: string[];
  /** Who ends the TLS of clients. Required beside `hosts`, and only there. A change updates the route. */
  tls?: TcpTls;
  /**
   * How clients begin TLS, where `tls` is `terminate`. Default: with TLS itself. A change updates the route.
   */
  startTls?: StartTls;
  /**
   * The version of the PROXY protocol in which the proxy tells the service the client's address. The service
   * must expect it. Default: none; the service sees the proxy's address. A change updates the route.
   */
  proxyProtocol?: ProxyProtocol;
  /** How many containers share the connections, 1 to 100. Default: 1. */
  replicas?: number;
  /**
   * Latency, lost data and cut connections between the proxy and the service. An update of its
   * containers then cuts connections. Default: none.
   */
  faults?: ServiceFaults;
  /** Docker's health check. Default: the image's own. A change replaces the containers. */
  healthcheck?: Healthcheck;
  /** Restricts its containers: see `ProxiedService`. A change replaces the containers. */
  confinement?: Confinement;
  /** Limits of each container; one left out is 512 MB or 512 processes. Default: no limits. */
  limits?: Limits;
  /**
   * Seconds that new containers may take to be ready: healthy with a health check, otherwise running.
   * After that `up` fails, and the old ones keep serving. Default: 60.
   */
  readyTimeout?: number;
  /**
   * Seconds between a replaced container's last new connection and its stop signal, in which its
   * connections go on. `destroy` does not wait. Default: 3.
   */
  drain?: number;
  /** Seconds between a container's stop signal and its kill. Default: 10. */
  stopGracePeriod?: number;
  /**
   * Fixed name on the Docker host; further replicas append `-2`, `-3`, …. With a fixed name a
   * replacement stops the old container before it starts the new one. Default: chosen by Pulumi.
   */
  containerName?: string;
}

/** @internal Checks {@link ProxiedTcpArgs} by themselves. */
export const proxiedTcpSchema = argsOf({
  entry: entryPoint,
  ...sourceShape,
  ...containerShape,
  port,
  containerPort: port.optional(),
  hosts: hosts.optional(),
  tls: oneOf(TcpTls).optional(),
  startTls: oneOf(StartTls).optional(),
  proxyProtocol: proxyProtocolSchema.optional(),
  replicas: replicas.optional(),
  faults: faultsSchema.optional(),
  healthcheck: healthcheck.optional(),
  confinement: confinementSchema.optional(),
  limits: limitsSchema.optional(),
  readyTimeout: seconds.optional(),
  drain: seconds.optional(),
  stopGracePeriod: seconds.optional(),
  containerName: physicalName.optional(),
});

import type { CaddyProxy } from "../../caddy/caddy-proxy";
import { hosts } from "../../labels/values";
import { argsOf, entryPoint, oneOf, port } from "../../schema/values";
import { faultsSchema, type ServiceFaults } from "../args";
import { type ProxyProtocol, proxyProtocolSchema } from "../options/proxy-protocol";
import { type ReleaseOptions, releaseShape } from "../release-options";

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
export interface ProxiedTcpArgs extends ReleaseOptions {
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
  /**
   * Latency, lost data and cut connections between the proxy and the service. An update of its
   * containers then cuts connections. Default: none.
   */
  faults?: ServiceFaults;
}

/** @internal Checks {@link ProxiedTcpArgs} by themselves. */
export const proxiedTcpSchema = argsOf({
  entry: entryPoint,
  port,
  containerPort: port.optional(),
  hosts: hosts.optional(),
  tls: oneOf(TcpTls).optional(),
  startTls: oneOf(StartTls).optional(),
  proxyProtocol: proxyProtocolSchema.optional(),
  faults: faultsSchema.optional(),
  ...releaseShape,
});

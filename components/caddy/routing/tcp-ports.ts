// The ports of an entry point for TCP beside those of HTTP.
import { z } from "zod";
import { port } from "../../schema/values";
import { ADMIN_PORT, type Metrics, metricsPort } from "./own-sites";

/** @internal Checks the argument `tcpPorts` by itself. */
export const tcpPorts = z.array(port, { error: "must be an array of ports, such as [5432]" });

/** The ports of an entry point, in the types that the schema gives. */
interface PortArgs {
  readonly httpPort?: number;
  readonly httpsPort?: number;
  readonly tcpPorts?: readonly number[];
  readonly metrics?: Metrics;
}

/** A port that is no port for TCP alone; the message completes "tcpPorts[0] …, got 443.". */
interface TcpPortProblem {
  readonly index: number;
  readonly message: string;
}

/** The ports that another part of the entry point listens on, or that are there twice. */
export function tcpPortProblems(args: PortArgs): TcpPortProblem[] {
  const { tcpPorts: ports = [], httpPort = 80, httpsPort = 443, metrics } = args;
  const taken = new Map([
    [ADMIN_PORT, "2019, Caddy's own API"],
    ...(metrics === undefined ? [] : [[metricsPort(metrics), "the port of the metrics"] as const]),
    [httpPort, "httpPort"],
    [httpsPort, "httpsPort"],
  ]);
  return ports.flatMap((port, index) => {
    const other = ports.indexOf(port) < index ? "the ports before it" : taken.get(port);
    return other === undefined ? [] : [{ index, message: `must differ from ${other}` }];
  });
}

import { z } from "zod";
import type { CaddyProxy } from "../../caddy/caddy-proxy";
import { type TlsMode, tlsMode } from "../../caddy/tls/tls-mode";
import { UpstreamScheme } from "../../labels";
import { hosts, some, text } from "../../labels/values";
import { certificates } from "../../schema/certificates";
import {
  entryPoint,
  flag,
  oneOf,
  physicalName,
  port,
  strictObject,
  whole,
} from "../../schema/values";
import { faultsSchema, type ServiceFaults } from "../args";
import { type ClientAuth, clientAuth } from "../client-auth";
import { type RoutingOptions, routingKeys } from "../options/routing";

/** One upstream: a `url`, or a `container` with its `port`. */
export interface UpstreamAddress {
  /**
   * `http://host:port`, `https://host:port`, `h2c://host:port` (HTTP/2 without TLS) or
   * `unix:///srv/app/app.sock`, a socket in one of the entry point's `directories`. The host is a name or
   * an address that the Docker host's network knows, or `host.docker.internal`: the Docker host itself,
   * also on Linux. Without a port: 80, or 443 with https.
   */
  url?: string;
  /**
   * Name of a container on the Docker host, which compose or a person runs. `up` connects it to the proxy
   * network, and removes the connection when nothing here leads to it any more.
   */
  container?: string;
  /** Port that `container` listens on. */
  port?: number;
  /** How the proxy speaks to `container`. Default: `http`. */
  scheme?: UpstreamScheme;
  /** Its share of the requests, in proportion to the other weights. Default: 1 beside other weights. */
  weight?: number;
}

/** How the proxy verifies an upstream's certificate. */
export interface UpstreamTls {
  /** The name that the certificate is for. Default: the host of the upstream's `url`. */
  serverName?: string;
  /** The CAs to trust, as PEM: `readFileSync("ca.pem", "utf8")`. Default: those of the image. */
  ca?: string;
  /** Why any certificate is accepted, which makes the connection insecure. Default: none is. */
  insecureSkipVerify?: string;
}

/**
 * The arguments of {@link ProxiedUpstream}. A change updates the route and replaces no container.
 */
export interface ProxiedUpstreamArgs extends RoutingOptions {
  /** The entry point in front of it. */
  entry: CaddyProxy;
  /** Its domain names. */
  hosts: string[];
  /** Where requests go; several share them. All have one scheme. */
  to: UpstreamAddress[];
  /** Where its certificate for clients comes from. Default: the entry point's `tls`. */
  tls?: TlsMode;
  /** The certificates that its clients need. Default: none. */
  clientAuth?: ClientAuth;
  /** The certificate of upstreams with https. Default: the image's CAs verify it for the url's host. */
  upstreamTls?: UpstreamTls;
  /**
   * The header `Host` of requests to upstreams; `{host}` is the client's. Default: the client's; with https
   * the upstream's host and port.
   */
  hostHeader?: string;
  /**
   * Whether an upstream may be down or missing, such as a machine that sleeps: `up` then does not request
   * the route. Default: false; `up` fails where the route does not answer, and says what was tried.
   */
  mayBeDown?: boolean;
  /**
   * Latency, lost data and cut connections between the proxy and the upstreams. Default: none.
   */
  faults?: ServiceFaults;
}

/** Checks {@link UpstreamAddress} but for the form of its url. */
const address = strictObject("a part of an upstream", {
  url: z.string({ error: 'must be a URL, such as "http://host.docker.internal:3000"' }).optional(),
  container: physicalName.optional(),
  port: port.optional(),
  scheme: oneOf(UpstreamScheme).optional(),
  weight: whole(0).optional(),
}).superRefine((given, context) => {
  const report = (field: string, message: string) =>
    context.addIssue({ code: "custom", path: field === "" ? [] : [field], message });
  const { url, container } = given;
  if ((url === undefined) === (container === undefined)) {
    report("", 'must have either a url or a container: { url: "http://192.168.1.20:5001" }');
  }
  for (const field of ["port", "scheme"] as const) {
    if (url === undefined || given[field] === undefined) continue;
    report(field, "is only for a container; the url has its own");
  }
  if (container !== undefined && given.port === undefined) {
    report("port", "is needed beside container: the port that it listens on");
  }
});

const upstreamTls = strictObject("a setting of the upstreams' certificate", {
  serverName: z
    .string({ error: 'must be a name, such as "nas.example.com"' })
    .regex(/^[\w.:-]+$/, { error: 'must be a name, such as "nas.example.com"' })
    .optional(),
  ca: certificates.optional(),
  insecureSkipVerify: text(
    'must be the reason, such as "its certificate is self-signed"',
  ).optional(),
}).refine(({ ca, insecureSkipVerify }) => ca === undefined || insecureSkipVerify === undefined, {
  path: ["insecureSkipVerify"],
  error: "must not stand beside ca, which verifies certificates; drop one",
});

/** @internal Checks {@link ProxiedUpstreamArgs} but for its routing options and urls. */
export const proxiedUpstreamSchema = strictObject("an argument of ProxiedUpstream", {
  ...routingKeys,
  entry: entryPoint,
  hosts,
  to: some(address, '[{ url: "http://192.168.1.20:5001" }]'),
  tls: tlsMode.optional(),
  clientAuth: clientAuth.optional(),
  upstreamTls: upstreamTls.optional(),
  hostHeader: z
    .string({ error: 'must be a host, such as "nas.example.com", or "{host}" for the client\'s' })
    .regex(/^[^\s"`]+$/, {
      error: 'must be a host, such as "nas.example.com", or "{host}" for the client\'s',
    })
    .optional(),
  mayBeDown: flag.optional(),
  faults: faultsSchema.optional(),
});

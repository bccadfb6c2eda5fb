import { z } from "zod";
import { type Limits, limitsSchema } from "../declare/settings";
import { mirror } from "../docker/images/mirror";
import type { Routing } from "../labels";
import { routing } from "../labels/schema";
import type { ProxyNetwork } from "../network/proxy-network";
import {
  address,
  argsOf,
  component,
  flag,
  labelPrefix,
  oneOf,
  physicalName,
  port,
  socketPath,
  word,
} from "../schema/values";
import { constraints } from "../swarm/policy";
import { directoriesSchema, socketProblem } from "./deployment/directories";
import { type CaddySettings, caddySettings } from "./deployment/plugin-settings";
import { type DataStorage, storage } from "./deployment/storage";
import { type CaddyImage, caddyImage } from "./image/image";
import {
  type DefaultSite,
  defaultSiteSchema,
  type Metrics,
  metricsApart,
  metricsSchema,
} from "./routing/own-sites";
import { tcpPortProblems, tcpPorts } from "./routing/tcp-ports";
import { type AccessLog, accessLogSchema } from "./server/access-log";
import { type AcceptedProxyProtocol, acceptedProxyProtocol } from "./server/proxy-protocol";
import { serverProblems } from "./server/server-options";
import { type TrustedProxies, trustedProxies, trustsGateway } from "./server/trusted-proxies";
import { type TlsPolicy, tlsPolicy } from "./tls/tls";

/** How the Docker host's ports lead to the entry point. */
export const Publish = {
  /**
   * Published ports of the container. An upgrade stops the old proxy before the new one starts,
   * since both need the ports: see docs/updates.md for the gap.
   */
  Ports: "ports",
  /**
   * The Docker host's own network, on Linux. An upgrade starts the new proxy beside the old one,
   * which for three seconds makes clients open new connections. Hardly any request is lost: see
   * docs/updates.md. Names of containers don't resolve there, so the containers of services must
   * carry the labels themselves: `labelsOn: "container"`.
   */
  HostNetwork: "host-network",
} as const;
export type Publish = (typeof Publish)[keyof typeof Publish];

/** The arguments of an entry point; all but its network have a default. */
export interface CaddyProxyArgs {
  /** The network on which services are reached. A change replaces the container. */
  network: ProxyNetwork;
  /** The image of Caddy, and its further modules. Default: `images.caddy`, which has none. */
  image?: CaddyImage;
  /**
   * A registry, and a path on it, that every image is pulled from, the proxy's and those of
   * everything behind it: `registry.example.com/mirror`. `mirrored` gives the names of the copies
   * there. The provider logs in: `registries` of `dockerProvider`. Default: the images' own
   * registries. A change replaces all containers.
   */
  mirror?: string;
  /** Fixed name on the Docker host. Default: chosen by Pulumi. A change replaces the container. */
  containerName?: string;
  /** How the Docker host's ports lead to it. Default: `ports`. A change replaces the container. */
  publish?: Publish;
  /** IP address of the Docker host to publish on. Default: `127.0.0.1`. A change replaces. */
  address?: string;
  /** Port for plain http. Default: 80. A change replaces the container. */
  httpPort?: number;
  /** Port for https, TCP and, for HTTP/3, UDP. Default: 443. A change replaces the container. */
  httpsPort?: number;
  /**
   * Ports for a `ProxiedTcp` each or, by names, for several. Needs an image with the module `layer4`. Default:
   * none. A change replaces the container: see docs/tcp.md.
   */
  tcpPorts?: number[];
  /**
   * The labels to read: `<prefix>` and `<prefix>.…`. Two entry points on one Docker host need two
   * prefixes. `caddy` also routes containers that were started by hand. Default: one that only this
   * stack has. A change replaces the container, and each route-holder.
   */
  labelPrefix?: string;
  /**
   * The CDN or load balancer in front of it, whose word about the client's address Caddy takes. Default:
   * none; the client is who connects. A change replaces the container.
   */
  trustedProxies?: TrustedProxies;
  /**
   * The load balancers in front of it that speak the PROXY protocol. Default: none. A change replaces the
   * container.
   */
  proxyProtocol?: AcceptedProxyProtocol;
  /** Certificates of services that have no `tls` of their own. Default: Caddy's own CA. */
  tls?: TlsPolicy;
  /**
   * Configuration beside the sites of services: global options, snippets and named routes for those
   * sites, and sites of the proxy's own. Default: none. A change replaces the container.
   */
  routing?: Routing;
  /**
   * What routes may import beside the snippets of `routing`: snippets of a Caddyfile that
   * `settings.caddyfilePath` names, and files of the server's container, each as the routes write it:
   * `sites/*.caddy`. Default: none. A change affects only the checks.
   */
  imports?: string[];
  /**
   * Logs the requests of all sites that have no `log` of their own: `{}` writes one line of JSON a
   * request to the container's log. The plugin settings `logLevel` and `logFormat` don't apply to
   * it. Default: no log of requests. A change replaces the container, and each route-holder.
   */
  accessLog?: AccessLog;
  /**
   * The answer over plain http for a host that no service has. Only with `httpsPort` 443: with
   * another port, such requests are redirected to it. Default: an empty 404. A change replaces the
   * container.
   */
  defaultSite?: DefaultSite;
  /** Caddy's metrics on the proxy network. Default: none. A change replaces the container. */
  metrics?: Metrics;
  /** Where Caddy keeps certificates and keys (`/data`). Default: a volume of the stack's own. */
  data?: DataStorage;
  /** Where Caddy keeps its last configuration (`/config`). Default: a volume of the stack's own. */
  config?: DataStorage;
  /**
   * Whether Pulumi refuses to delete the volume that the stack made for `data`. A stack never
   * deletes a volume or a directory that is named there. Default: the parent's. A change does
   * nothing to the container or the volume.
   */
  protect?: boolean;
  /** The plugin's settings. A change replaces the controller or, without one, the container. */
  settings?: CaddySettings;
  /**
   * Directories of the Docker host that the server can read, each at the same path in its container:
   * those of Unix sockets that it connects to, and of files that it serves. It runs as user 65532, or
   * as root where `hardened` is false or `publish` is `host-network`; to connect, it needs the right to
   * write the socket. Not in a Swarm. Default: none. A change replaces the container.
   */
  directories?: string[];
  /** Path of Docker's socket on the Docker host. Default: `/var/run/docker.sock`. */
  dockerSocket?: string;
  /**
   * Whether the proxy is two containers with few rights: a server that the public reaches, and a
   * controller that reads the labels from Docker's socket. `false` is one container that is root
   * and has the socket. Default: true; with `publish: host-network`, which allows no controller,
   * one container with few capabilities. A change replaces the container: see docs/hardening.md.
   */
  hardened?: boolean;
  /** Limits of the server. Default: 1024 MB and 1024 processes; none where `hardened` is false. */
  limits?: Limits;
  /** Limits of the controller. Default: 256 MB and 256 processes. */
  controllerLimits?: Limits;
  /**
   * In a Swarm only: constraints on the nodes that have a server, such as
   * `node.labels.edge == true`. Default: every node has one. A change adds and removes servers.
   */
  edge?: string[];
}

const IMPORTS = 'must be an array of snippets and files, such as ["sites/*.caddy"]';

/** @internal Checks the plain arguments, but for what the deployment they choose can't have. */
export const caddyProxySchema = argsOf({
  network: component("ProxyNetwork", 'new ProxyNetwork("proxy_net")'),
  image: caddyImage.optional(),
  mirror: mirror.optional(),
  containerName: physicalName.optional(),
  address: address.optional(),
  httpPort: port.optional(),
  httpsPort: port.optional(),
  tcpPorts: tcpPorts.optional(),
  labelPrefix: labelPrefix.optional(),
  publish: oneOf(Publish).optional(),
  trustedProxies: trustedProxies.optional(),
  proxyProtocol: acceptedProxyProtocol.optional(),
  tls: tlsPolicy.optional(),
  accessLog: accessLogSchema.optional(),
  defaultSite: defaultSiteSchema.optional(),
  metrics: metricsSchema.optional(),
  data: storage.optional(),
  config: storage.optional(),
  protect: flag.optional(),
  settings: caddySettings.optional(),
  directories: directoriesSchema.optional(),
  dockerSocket: socketPath.optional(),
  hardened: flag.optional(),
  limits: limitsSchema.optional(),
  controllerLimits: limitsSchema.optional(),
  edge: constraints.optional(),
  routing: routing.optional(),
  imports: z.array(word, { error: IMPORTS }).optional(),
})
  .refine(({ httpPort = 80, httpsPort = 443 }) => httpPort !== httpsPort, {
    path: ["httpsPort"],
    error: "must differ from httpPort",
  })
  .refine(
    ({ metrics, httpPort = 80, httpsPort = 443 }) => metricsApart(metrics, [httpPort, httpsPort]),
    {
      path: ["metrics", "port"],
      error: "must differ from httpPort and httpsPort, which are published",
    },
  )
  .refine(({ publish, ...args }) => publish === Publish.HostNetwork || !trustsGateway(args), {
    path: ["trustedProxies", "ranges"],
    error:
      "must not have private_ranges where address is IPv6: to the proxy, Docker gives every client there a " +
      'private address. Name the proxies, or write publish: "host-network"',
  })
  .superRefine((args, context) => {
    for (const { path, message } of serverProblems(args, args.routing?.global)) {
      context.addIssue({ code: "custom", path: [path], message });
    }
  })
  .superRefine((args, context) => {
    for (const { index, message } of tcpPortProblems(args)) {
      context.addIssue({ code: "custom", path: ["tcpPorts", index], message });
    }
  })
  .superRefine(({ directories = [], dockerSocket }, context) => {
    if (dockerSocket === undefined) return;
    for (const [index, directory] of directories.entries()) {
      const message = socketProblem(directory, dockerSocket);
      if (message === undefined) continue;
      context.addIssue({ code: "custom", path: ["directories", index], message });
    }
  })
  .refine(({ defaultSite, httpsPort = 443 }) => defaultSite === undefined || httpsPort === 443, {
    path: ["defaultSite"],
    error: "must not be set where httpsPort is not 443: plain http is then redirected there",
  });

import type { Limits } from "../declare/limits";
import type { Routing } from "../labels";
import type { ProxyNetwork } from "../network/proxy-network";
import type { AccessLog } from "./access-log";
import type { DefaultSite } from "./default-site";
import type { CaddyImage } from "./image";
import type { Metrics } from "./metrics";
import type { CaddySettings } from "./plugin-settings";
import type { Publish } from "./publish";
import type { DataStorage } from "./storage";
import type { TlsPolicy } from "./tls";

/** What an entry point is made of; everything but its network has a default. */
export interface CaddyProxyArgs {
  /** The network on which services are reached. A change replaces the container. */
  network: ProxyNetwork;
  /** Which Caddy it runs, and what that can do. Default: `images.caddy`, without further modules. */
  image?: CaddyImage;
  /**
   * A registry, and a path on it, that every image is taken from, this one and those of everything
   * behind the entry point: `registry.example.com/mirror`. What the copies are called there says
   * `mirrored`. The provider logs in: `registries` of `dockerProvider`. Default: the images' own
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
   * The labels to read: `<prefix>` and `<prefix>.…`. Two entry points on one Docker host need two
   * prefixes. `caddy` also routes containers that were started by hand. Default: one that only this
   * stack has. A change replaces the container, and each route-holder.
   */
  labelPrefix?: string;
  /** How services get their certificates unless they say otherwise. Default: Caddy's authority. */
  tls?: TlsPolicy;
  /**
   * What Caddy is told beside the sites of services: global options, snippets and named routes for
   * those sites, and sites of the proxy's own. Default: nothing. A change replaces the container.
   */
  routing?: Routing;
  /**
   * Logs the requests of all sites, but of those with a `log` of their own: `{}` writes a line of
   * JSON each to the container's log. Plugin settings `logLevel` and `logFormat` then mean nothing.
   * Default: no log of requests. A change replaces the container, and each route-holder.
   */
  accessLog?: AccessLog;
  /**
   * What plain http answers for a host that no service has. Only with `httpsPort` 443: with another
   * one, such requests are redirected to it. Default: an empty 404. A change replaces the container.
   */
  defaultSite?: DefaultSite;
  /** Caddy's metrics on the proxy network. Default: none. A change replaces the container. */
  metrics?: Metrics;
  /** Where certificates and keys are kept (`/data`). Default: a volume of the stack's own. */
  data?: DataStorage;
  /** Where the last configuration is kept (`/config`). Default: a volume of the stack's own. */
  config?: DataStorage;
  /**
   * Whether Pulumi refuses to delete the volume that the stack made for `data`. A volume or a
   * directory that is named there is never deleted. Default: as the parent has it. A change does
   * nothing to the container or the volume.
   */
  protect?: boolean;
  /** The plugin's own settings. A change replaces the container, or the controller where there is one. */
  settings?: CaddySettings;
  /** Path of Docker's socket on the Docker host. Default: `/var/run/docker.sock`. */
  dockerSocket?: string;
  /**
   * Whether the container that serves the public is kept from Docker's socket, which a second one, the
   * controller, reads the labels with; both can do nothing but that. `false` is one container that is
   * root and has the socket. Default: true; with `publish: host-network`, which can't be split, one
   * container with few capabilities. A change replaces the container: see docs/hardening.md.
   */
  hardened?: boolean;
  /** What serving may use. Default: 1024 MB and 1024 processes; none where `hardened` is false. */
  limits?: Limits;
  /** What the controller may use. Default: 256 MB and 256 processes. */
  controllerLimits?: Limits;
  /**
   * In a Swarm: what a node must be to have a server, such as `node.labels.edge == true`. Elsewhere it
   * is refused. Default: every node has one. A change adds and removes servers.
   */
  edge?: string[];
}

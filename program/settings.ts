import { z } from "zod";
import { directoriesSchema } from "../components/caddy/deployment/directories";
import { caddySettings } from "../components/caddy/deployment/plugin-settings";
import { storage } from "../components/caddy/deployment/storage";
import { buildSettings } from "../components/caddy/image/built-image";
import { metricsSchema } from "../components/caddy/routing/own-sites";
import { tcpPorts } from "../components/caddy/routing/tcp-ports";
import { accessLogSchema } from "../components/caddy/server/access-log";
import { acceptedProxyProtocol } from "../components/caddy/server/proxy-protocol";
import { trustedProxies } from "../components/caddy/server/trusted-proxies";
import { acme } from "../components/caddy/tls/acme";
import { certificateFiles } from "../components/caddy/tls/tls";
import { TlsMode, tlsMode } from "../components/caddy/tls/tls-mode";
import { limitsSchema } from "../components/declare/settings";
import { mirror } from "../components/docker/images/mirror";
import { hosts } from "../components/labels/values";
import { DEFAULT_NETWORK_NAME, DeployMode } from "../components/network/proxy-network";
import { dockerHostSchema } from "../components/provider/docker-host-args";
import { type Problem, problem } from "../components/schema/problems";
import { secretGroup, secretText } from "../components/schema/secret";
import { secretPlaces } from "../components/schema/secret-places";
import {
  address,
  caddyNames,
  flag,
  image,
  labelPrefix,
  oneOf,
  physicalName,
  port,
  replicas,
  strictObject,
} from "../components/schema/values";
import { pinsSchema } from "../components/service/pins";
import { portalSettings } from "../components/service/portal/args";
import { constraints } from "../components/swarm/policy";
import { toxicsSchema } from "../components/toxics/schema";

/** The entry point. A change of any of these replaces its container; certificates stay. */
const proxy = strictObject("a setting of the proxy", {
  /** Fixed name of the container on the Docker host. Default: chosen by Pulumi. */
  containerName: physicalName.optional(),
  /** The one IP address of the Docker host to publish on. Default: this machine only. */
  address: address.default("127.0.0.1"),
  /** Port for plain http, which leads to https. */
  httpPort: port.default(80),
  /** Port for https: TCP, and UDP for HTTP/3. */
  httpsPort: port.default(443),
  /** Ports for a ProxiedTcp each or, by names, for several. Default: none. */
  tcpPorts: tcpPorts.optional(),
  /** The labels to read. Default: a prefix that only this stack has. */
  labelPrefix: labelPrefix.optional(),
  /** The CDN or load balancer in front: { ranges: ["192.0.2.10"] }. Default: none. docs/clients.md */
  trustedProxies: trustedProxies.optional(),
  /** The load balancers that send the PROXY protocol: { allow: ["192.0.2.10"] }. Default: none. */
  proxyProtocol: acceptedProxyProtocol.optional(),
  /** Modules of the image beyond Caddy's standard ones, by their IDs. Default: none. */
  modules: caddyNames.optional(),
  /**
   * Has the Docker host build the image, with further Go modules: { modules: ["github.com/…@v1.2.3"] }. See
   * `BuiltCaddyImage` and docs/modules.md. Default: the image is pulled.
   */
  build: buildSettings.optional(),
  /** Logs the requests of all services: {} for a line of JSON each. Default: no log of requests. */
  accessLog: accessLogSchema.optional(),
  /** Caddy's metrics for containers on the network: {} for port 2020. Default: none. */
  metrics: metricsSchema.optional(),
  /** Where Caddy stores certificates: { volume } or { directory }. Default: a volume of the stack. */
  data: storage.optional(),
  /** Where Caddy stores its last configuration. Default: a volume of the stack. */
  config: storage.optional(),
  /** Directories of the Docker host that it can read, each at the same path. Default: none. */
  directories: directoriesSchema.optional(),
  /** Settings of Caddy Docker Proxy. */
  caddy: caddySettings.optional(),
  /** Whether the public Caddy runs without Docker's socket: docs/hardening.md. */
  hardened: flag.default(true),
  /** Its limits: { memory: 2048, processes: 2048 }, memory in megabytes. */
  limits: limitsSchema.optional(),
  /** Limits of the controller, which reads the labels for it. */
  controllerLimits: limitsSchema.optional(),
  /** In a Swarm: the constraints on nodes that run a server. Default: every node runs one. */
  edge: constraints.optional(),
});

/** Faults between the proxy and a service, which is then reached through Toxiproxy. */
const faults = strictObject("a setting of faults", {
  /** The toxics. Default: none; an experiment can add to them. */
  toxics: toxicsSchema.optional(),
  /** Whether connections are refused. Default: false. */
  down: flag.optional(),
});

/** The service that answers with the request it received. A change of its hosts replaces it. */
const whoami = strictObject("a setting of whoami", {
  /** Domain names it answers. */
  hosts,
  /** Fixed name on the Docker host, which makes a replacement stop the old one first. */
  containerName: physicalName.optional(),
  /** How many containers share the requests, 1 to 100. */
  replicas: replicas.default(1),
  /** Faults in front of it; needs gatehouse:toxiproxy. Default: the proxy reaches it directly. */
  faults: faults.optional(),
});

/** Toxiproxy, and a second path to whoami, through it. */
const toxiproxy = strictObject("a setting of Toxiproxy", {
  /** Domain names that lead to whoami through Toxiproxy. Default: none. */
  hosts: hosts.optional(),
  /** The toxics on that path. A change cuts no connection. Default: none. */
  toxics: toxicsSchema.optional(),
  /** Whether connections on that path are refused. Default: false. */
  down: flag.optional(),
  /** Fixed name on the Docker host. Default: chosen by Pulumi. A change replaces the server. */
  containerName: physicalName.optional(),
  /** Port of its API on the Docker host's loopback address. A change replaces the server. */
  apiPort: port.default(8474),
  /** Whether it may be in a stack named `prod` or `production`. */
  allowInProduction: flag.default(false),
});

/** The mirror that images come from instead of their own registries. */
const registry = secretGroup("a setting of the registry", {
  /** The registry, with a path on it, that holds a copy of each. A change replaces all containers. */
  mirror,
  /** The account that the Docker host logs in with. Default: none. A change touches no container. */
  username: z
    .string({ error: "must be a string" })
    .min(1, { error: "must not be empty" })
    .optional(),
  /** That account's password or token, a secret: `pulumi config set --secret`. */
  password: secretText.optional(),
})
  .refine(({ username, password }) => username === undefined || password !== undefined, {
    path: ["password"],
    error: "is needed where gatehouse:registry.username is set.",
  })
  .refine(({ username, password }) => password === undefined || username !== undefined, {
    path: ["username"],
    error: "is needed where gatehouse:registry.password is set",
  });

/** Images instead of the pinned ones, by reference. A change replaces the containers. */
const imageSettings = strictObject("one of the images", {
  /** Caddy with Caddy Docker Proxy: a name with its tag or digest. */
  caddy: image.optional(),
  /** Toxiproxy's server. */
  toxiproxy: image.optional(),
  /** The service that answers with the request. */
  whoami: image.optional(),
});

/** The configuration of a stack: the keys after `gatehouse:` in `Pulumi.<stack>.yaml`. */
export const settingsSchema = strictObject("a setting of gatehouse", {
  /**
   * The Docker host: url or context, certificates for tcp://, ssh for ssh://; see docs/hosts.md.
   * Default: `docker:host`, else what Docker's client chooses.
   */
  host: dockerHostSchema().optional(),
  /** How services run: containers, or swarm for services of a Swarm. A change replaces all. */
  mode: oneOf(DeployMode).default(DeployMode.Containers),
  /** Name of the Docker network between the proxy and its services. */
  network: physicalName.default(DEFAULT_NETWORK_NAME),
  /**
   * Whether Pulumi refuses to delete the network and the volume with the certificates that the stack
   * made. Default: true in a stack named `prod` or `production`. A change replaces nothing.
   */
  protect: flag.optional(),
  /** The entry point. */
  proxy: proxy.prefault({}),
  /** Where certificates come from: internal, acme, files or off. Default: Caddy's local CA. */
  tls: tlsMode.default(TlsMode.Internal),
  /** The ACME account; needed where `tls` is `acme`. */
  acme: acme.optional(),
  /** The certificate on the Docker host; needed where `tls` is `files`. */
  certificate: certificateFiles.optional(),
  /** The service to try the proxy with. Default: none. */
  whoami: whoami.optional(),
  /** Toxiproxy in front of whoami. Default: none. */
  toxiproxy: toxiproxy.optional(),
  /**
   * The page that shows what is behind the entry point: { hosts: ["portal.localhost"] }, in public with a login. Default: none. docs/portal.md
   */
  portal: portalSettings.optional(),
  /** Images to deploy instead of the pinned ones. */
  images: imageSettings.prefault({}),
  /** A mirror that every image comes from. Default: each from its own registry. */
  registry: registry.optional(),
  /** Images of services in place of the program's, by service; `gatehouse rollback` writes them. Default: none. */
  releases: pinsSchema.optional(),
});

/** Mistakes among settings that are each right; a component reports those among its own arguments. */
export function settingsProblems({
  toxiproxy,
  whoami,
  images,
  proxy: { build, modules },
}: ParsedSettings): Problem[] {
  const shared = toxiproxy?.hosts?.some((host) => whoami?.hosts.includes(host));
  const rules: [broken: boolean | undefined, path: string, message: string][] = [
    [
      toxiproxy?.hosts !== undefined && whoami === undefined,
      "whoami",
      "is needed where gatehouse:toxiproxy.hosts is set, which lead to it, got nothing.",
    ],
    [
      toxiproxy?.toxics !== undefined && toxiproxy.hosts === undefined,
      "toxiproxy.hosts",
      "is needed where gatehouse:toxiproxy.toxics is set, the faults of their way to whoami, got nothing.",
    ],
    [
      whoami?.faults !== undefined && toxiproxy === undefined,
      "toxiproxy",
      "is needed where gatehouse:whoami.faults is set, which run through it, got nothing.",
    ],
    [
      build !== undefined && images.caddy !== undefined,
      "images.caddy",
      `must be left out where gatehouse:proxy.build is set, which builds the image, got "${images.caddy}".`,
    ],
    [
      build !== undefined && modules !== undefined,
      "proxy.modules",
      "must be left out where gatehouse:proxy.build is set: the IDs are read from the image. Name Go modules in " +
        "gatehouse:proxy.build.modules.",
    ],
    [
      shared,
      "toxiproxy.hosts",
      `must differ from gatehouse:whoami.hosts, got ${JSON.stringify(toxiproxy?.hosts)}.`,
    ],
  ];
  return rules
    .filter(([broken]) => broken)
    .map(([, path, message]) => problem(`gatehouse:${path}`, message));
}

/** The settings that are secrets, each with its keys: see docs/environments.md. */
export const SECRET_SETTINGS = secretPlaces(settingsSchema);

/** A stack's settings as the schema has them. */
export type ParsedSettings = z.output<typeof settingsSchema>;

/** A stack's settings with all defaults filled in. Secrets are secrets of Pulumi's. */
export type Settings = ParsedSettings & { readonly protect: boolean };

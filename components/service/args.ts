import { z } from "zod";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { directory } from "../caddy/deployment/directories";
import { type TlsMode, tlsMode } from "../caddy/tls/tls-mode";
import { type ImageSource, sourceShape } from "../declare/build";
import { type ContainerOptions, containerShape } from "../declare/options";
import type { Site } from "../labels";
import { sites } from "../labels/schema";
import { hosts } from "../labels/values";
import {
  argsOf,
  component,
  containerPath,
  entryPoint,
  flag,
  oneOf,
  port,
  replicas,
  strictObject,
} from "../schema/values";
import { type SwarmOptions, swarmShape } from "../swarm/policy";
import type { Toxic } from "../toxics/toxic";
import type { Toxiproxy } from "../toxiproxy/toxiproxy";
import { type ClientAuth, clientAuth } from "./client-auth";
import type { Canary } from "./options/load-balancing";
import type { Php } from "./options/php";
import type { ServiceOptions } from "./options/routing";
import { type ReleaseOptions, releaseShape } from "./release-options";

/** Which container carries the labels that route to a service. */
export const LabelsOn = {
  /**
   * The route-holder, a container that is created and never started. Changing a route never restarts
   * the service, and a new release takes over when it is ready, without a reload.
   */
  RouteHolder: "route-holder",
  /**
   * The service's own containers, as with `docker run --label`. Changing a route replaces them, and
   * each replacement reloads the proxy twice; requests can be lost. See docs/updates.md.
   */
  Container: "container",
} as const;
export type LabelsOn = (typeof LabelsOn)[keyof typeof LabelsOn];

/**
 * Faults between the entry point and a service, whose traffic then runs through Toxiproxy; without
 * faults it does not.
 */
export interface ServiceFaults {
  /** The Toxiproxy, behind the same entry point. A change updates the route. */
  through: Toxiproxy;
  /**
   * The toxics on the path to each container. Changing numbers cuts no connection. Default: none; an
   * experiment can add to them.
   */
  toxics?: Toxic[];
  /** Whether connections to the service are refused. Default: false. */
  down?: boolean;
}

/**
 * A second release of the service that gets a share of the requests. A change of its options replaces its
 * containers. Default of those but its image: the service's.
 */
export interface ServiceCanary extends Canary, ContainerOptions, ImageSource {
  /** How many containers it has, 1 to 100. Default: 1. */
  replicas?: number;
}

/**
 * The arguments of {@link ProxiedService}. With the labels on a route-holder, a change of routing
 * updates the route and leaves the containers alone.
 */
export interface ProxiedServiceArgs extends ServiceOptions, SwarmOptions, ReleaseOptions {
  /** The entry point in front of the service. */
  entry: CaddyProxy;
  /** Port the service listens on inside its container. A change updates the route. */
  port: number;
  /**
   * For a service that runs PHP and speaks FastCGI: Caddy serves its other files itself. Not in a Swarm.
   * A change updates the route. Default: the service speaks HTTP.
   */
  php?: Php;
  /** Domain names of the service. Required without `sites`. */
  hosts?: string[];
  /**
   * Sites made with the label builders, for what the other arguments can't express. A site without
   * the directive `tls` follows the argument `tls`. Default: none.
   */
  sites?: Site[];
  /** Where its certificates come from. Default: the entry point's `tls`. */
  tls?: TlsMode;
  /** The certificates that its clients need. Default: none. */
  clientAuth?: ClientAuth;
  /** A second release that gets a share of the requests. Default: none. */
  canary?: ServiceCanary;
  /**
   * Latency, lost data and cut connections between the proxy and the service. An update of its
   * containers then cuts requests in progress. Default: none.
   */
  faults?: ServiceFaults;
  /** Which container carries the labels. Default: `route-holder`. A change replaces the containers. */
  labelsOn?: LabelsOn;
}

const toxiproxy = component("Toxiproxy", 'new Toxiproxy("toxiproxy", { entry })');

/** @internal Checks {@link ServiceFaults} but for its toxics. */
export const faultsSchema = z.object(
  { through: toxiproxy, down: flag.optional() },
  { error: "must be { through: toxiproxy, toxics: [] }" },
);

/** @internal Checks {@link ProxiedServiceArgs} but for its {@link ServiceOptions}. */
export const proxiedServiceSchema = argsOf({
  entry: entryPoint,
  port,
  php: strictObject("a setting of PHP", { root: containerPath, directory }).optional(),
  hosts: hosts.optional(),
  sites: sites.optional(),
  tls: tlsMode.optional(),
  clientAuth: clientAuth.optional(),
  canary: strictObject("a setting of a canary", {
    // Checked with the routes, by the options of a service.
    weight: z.unknown().optional(),
    ...containerShape,
    ...sourceShape,
    replicas: replicas.optional(),
  }).optional(),
  faults: faultsSchema.optional(),
  labelsOn: oneOf(LabelsOn).optional(),
  ...releaseShape,
  ...swarmShape,
}).refine(({ hosts, sites = [] }) => hosts !== undefined || sites.length > 0, {
  path: ["hosts"],
  error: 'is needed where there are no sites: ["shop.example.com"]',
});

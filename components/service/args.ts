import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { type TlsMode, tlsMode } from "../caddy/tls-mode";
import { type Confinement, confinementSchema } from "../declare/confinement";
import { type Healthcheck, healthcheck } from "../declare/healthcheck";
import { type Limits, limitsSchema } from "../declare/limits";
import type { Site } from "../labels";
import { sites } from "../labels/schema";
import { hosts } from "../labels/values";
import {
  argsOf,
  component,
  entryPoint,
  environment,
  flag,
  imageInput,
  oneOf,
  physicalName,
  port,
  replicas,
  seconds,
} from "../schema/values";
import { type SwarmOptions, swarmShape } from "../swarm/options";
import type { Toxic } from "../toxics";
import type { Toxiproxy } from "../toxiproxy/toxiproxy";
import { LabelsOn } from "./labels-on";
import type { Canary, ServiceOptions } from "./options";

/**
 * Faults between the entry point and a service: its traffic runs through Toxiproxy. Without them it
 * does not pass Toxiproxy at all.
 */
export interface ServiceFaults {
  /** The server that it runs through, behind the same entry point. A change updates the route. */
  through: Toxiproxy;
  /**
   * The toxics on the path to each container. A change of numbers cuts no connection. Default: none;
   * an experiment can add to them.
   */
  toxics?: Toxic[];
  /** Whether connections to the service are refused. Default: false. */
  down?: boolean;
}

/** Another release of the service that gets a share of its requests. */
export interface ServiceCanary extends Canary {
  /** Its image. A change replaces its containers. */
  image: pulumi.Input<string>;
  /** Environment variables. Default: those of the service. A change replaces its containers. */
  environment?: Record<string, pulumi.Input<string>>;
  /** How many containers it has, 1 to 100. Default: 1. */
  replicas?: number;
}

/**
 * What a service behind an entry point is made of. With the labels on a route-holder, a change of
 * anything that is about routing updates the route and leaves the containers alone.
 */
export interface ProxiedServiceArgs extends ServiceOptions, SwarmOptions {
  /** The entry point in front of the service. */
  entry: CaddyProxy;
  /** Image reference; pin it by tag and digest. A change replaces the containers. */
  image: pulumi.Input<string>;
  /** Port the service listens on inside its container. A change updates the route. */
  port: number;
  /** Domain names of the service. Default: none, where there are `sites`. */
  hosts?: string[];
  /**
   * Sites made with the label builders, for what the other arguments have no word for. One without
   * `tls` gets its certificate as the argument `tls` says. Default: none.
   */
  sites?: Site[];
  /** Where its certificates come from. Default: as the entry point says. */
  tls?: TlsMode;
  /** Environment variables. A change replaces the containers. */
  environment?: Record<string, pulumi.Input<string>>;
  /** How many containers share the requests, 1 to 100. Default: 1. */
  replicas?: number;
  /** A second release, by weight. Default: none. */
  canary?: ServiceCanary;
  /**
   * Latency, lost data and cut connections on the way to it. An update of its containers cuts what
   * they are at. Default: none, and its traffic does not pass Toxiproxy.
   */
  faults?: ServiceFaults;
  /** Which container carries the labels. Default: `route-holder`. A change replaces. */
  labelsOn?: LabelsOn;
  /** Docker's health check. Default: the image's own. A change replaces the containers. */
  healthcheck?: Healthcheck;
  /**
   * Keeps its containers from more than they need: `{ user: 1000 }` for one that writes nothing but
   * its volumes and uses no capability. Default: as the image and Docker have it, without
   * `CAP_NET_RAW`. A change replaces the containers. In a Swarm capabilities are Docker's own.
   */
  confinement?: Confinement;
  /** What each container may use: 512 MB and 512 processes where one is left out. Default: no limit. */
  limits?: Limits;
  /**
   * Seconds that new containers may take to be ready: healthy where there is a health check, able
   * to answer `health.path` where there is that, otherwise running. After that `up` fails, and the
   * old ones go on. Default: 60.
   */
  readyTimeout?: number;
  /**
   * Seconds between the moment a replaced container gets no more requests and its request to stop,
   * for those that it is still answering. Default: 3.
   */
  drain?: number;
  /** Seconds between a container's request to stop and its end. Default: 10. */
  stopGracePeriod?: number;
  /**
   * Fixed name on the Docker host; replicas beside the first get `-2`, `-3`, … after it.
   * With one, a replacement stops the old container before the new one starts; without, the new
   * one starts first. Default: chosen by Pulumi.
   */
  containerName?: string;
}

const toxiproxy = component("Toxiproxy", 'new Toxiproxy("toxiproxy", { entry })');

/** @internal Checks {@link ProxiedServiceArgs}, but for what it asks of the proxy. */
export const proxiedServiceSchema = argsOf({
  entry: entryPoint,
  image: imageInput,
  port,
  environment: environment.optional(),
  hosts: hosts.optional(),
  sites: sites.optional(),
  tls: tlsMode.optional(),
  replicas: replicas.optional(),
  canary: z
    .object(
      {
        image: imageInput,
        environment: environment.optional(),
        replicas: replicas.optional(),
      },
      { error: 'must be { image: "shop:2", weight: 10 }' },
    )
    .optional(),
  faults: z
    .object(
      { through: toxiproxy, down: flag.optional() },
      { error: "must be { through: toxiproxy, toxics: [] }" },
    )
    .optional(),
  labelsOn: oneOf(LabelsOn).optional(),
  healthcheck: healthcheck.optional(),
  confinement: confinementSchema.optional(),
  limits: limitsSchema.optional(),
  readyTimeout: seconds.optional(),
  drain: seconds.optional(),
  stopGracePeriod: seconds.optional(),
  containerName: physicalName.optional(),
  ...swarmShape,
}).refine(({ hosts, sites = [] }) => hosts !== undefined || sites.length > 0, {
  path: ["hosts"],
  error: 'is needed where there are no sites: ["shop.example.com"]',
});

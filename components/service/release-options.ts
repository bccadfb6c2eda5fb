// What the containers of a release have, whether the entry point leads HTTP or TCP to them.
import { type ImageSource, sourceShape } from "../declare/build";
import { type ContainerOptions, containerShape } from "../declare/options";
import {
  type Confinement,
  confinementSchema,
  type Healthcheck,
  healthcheck,
  type Limits,
  limitsSchema,
} from "../declare/settings";
import { physicalName, replicas, seconds } from "../schema/values";

/** The containers of a service behind the entry point, and how new ones take over. */
export interface ReleaseOptions extends ContainerOptions, ImageSource {
  /** How many containers share the requests or connections, 1 to 100. Default: 1. */
  replicas?: number;
  /** Docker's health check. Default: the image's own. A change replaces the containers. */
  healthcheck?: Healthcheck;
  /**
   * Restricts its containers: `{ user: 1000 }` for one that writes only to its volumes and uses no
   * capability. Default: the image's user and Docker's capabilities without `CAP_NET_RAW`. A change
   * replaces the containers. In a Swarm capabilities are Docker's defaults.
   */
  confinement?: Confinement;
  /** Limits of each container; one left out is 512 MB or 512 processes. Default: no limits. */
  limits?: Limits;
  /**
   * Seconds that new containers may take to be ready: healthy with a health check, answering
   * `health.path` where that is set, otherwise running. After that `up` fails, and the old ones keep
   * serving. Default: 60.
   */
  readyTimeout?: number;
  /**
   * Seconds between a replaced container's last new request or connection and its stop signal, so that
   * those in progress can go on. `destroy` does not wait. Default: 3.
   */
  drain?: number;
  /** Seconds between a container's stop signal and its kill. Default: 10. */
  stopGracePeriod?: number;
  /**
   * Fixed name on the Docker host; further replicas append `-2`, `-3`, …. With a fixed name a
   * replacement stops the old container before it starts the new one; without, it starts the new one
   * first. Default: chosen by Pulumi.
   */
  containerName?: string;
}

/** @internal The checks of {@link ReleaseOptions}, one a field. */
export const releaseShape = {
  ...sourceShape,
  ...containerShape,
  replicas: replicas.optional(),
  healthcheck: healthcheck.optional(),
  confinement: confinementSchema.optional(),
  limits: limitsSchema.optional(),
  readyTimeout: seconds.optional(),
  drain: seconds.optional(),
  stopGracePeriod: seconds.optional(),
  containerName: physicalName.optional(),
};

// Declares the containers of this library and what they have in common: image, owner, limits, confinement
// and health check.
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { mirrored } from "../docker/images/mirror";
import type { HostPath } from "../schema/paths";
import type { ContainerOptions } from "./options";
import { containerInputs, type LaterOptions, type PlacedOptions } from "./options/inputs";
import { type Confinement, confined } from "./settings";

/** A network that a container joins. */
interface Attachment {
  readonly networkId: pulumi.Input<string>;
  /** Further names of the container on that network. */
  readonly aliases?: readonly string[];
}

/** A volume, or a directory of the Docker host, in a container. */
export type Mount = docker.types.input.ContainerVolume & { readonly hostPath?: HostPath };

/** The properties in which the containers of this library differ. */
export interface ContainerSpec
  extends Omit<ContainerOptions, PlacedOptions | keyof LaterOptions>,
    LaterOptions {
  readonly image: docker.RemoteImage;
  /** Fixed name on the Docker host. Default: chosen by Pulumi, so that two can overlap. */
  readonly containerName?: string;
  /** Empty where the container shares the Docker host's network. */
  readonly attachments: readonly Attachment[];
  /**
   * Default: `bridge`, with the networks of `attachments` in place of Docker's own. A change replaces
   * the container.
   */
  readonly networkMode?: "host";
  readonly ports?: readonly docker.types.input.ContainerPort[];
  readonly volumes?: docker.types.input.ContainerVolume[];
  readonly tmpfs?: docker.ContainerArgs["tmpfs"];
  readonly uploads?: docker.types.input.ContainerUpload[];
  /** How it is confined; `false` leaves Docker's defaults. Default: by its other options. */
  readonly confinement?: Confinement | false;
  readonly healthcheck?: docker.types.input.ContainerHealthcheck;
  /**
   * Whether another resource waits for the container to be ready, so that this one is done when the
   * container exists. Default: false; with a health check, this one is done when that passes.
   */
  readonly awaitedElsewhere?: boolean;
  /** Whether a `ContainerSetup` limits it. Default: no. */
  readonly limited?: boolean;
  /** Whether its successor must not start while it runs. Default: with a fixed name or published ports. */
  readonly stopFirst?: boolean;
  /** Seconds between the request to stop and the kill. */
  readonly stopGracePeriod: number;
}

/** Properties whose change the provider reports as an update but that Docker then ignores. */
const REPLACED_ON_CHANGE = ["healthcheck", "tmpfs", "init"];

/** Properties that `ContainerSetup` sets, and that the provider finds when it refreshes. */
const LIMITED_ELSEWHERE = ["memory", "memorySwap", "cpus"];

/**
 * Declares one container: every container of this library is declared here.
 *
 * A container with a fixed name or published ports can't overlap with its successor, so Pulumi deletes
 * it first. It deletes any other once the new one exists.
 */
export function declareContainer(
  name: string,
  spec: ContainerSpec,
  parent: pulumi.ComponentResource,
  dependsOn?: pulumi.Resource[],
): docker.Container {
  const { containerName, ports = [], confinement, healthcheck, awaitedElsewhere } = spec;
  const exclusive = spec.stopFirst || containerName !== undefined || ports.length > 0;
  return new docker.Container(
    name,
    {
      ...containerInputs(spec, parent),
      name: containerName,
      image: spec.image.imageId,
      // Explicit, since without it Docker 29 reports "bridge", and 20.10 "default".
      networkMode: spec.networkMode ?? "bridge",
      networksAdvanced: spec.networkMode === "host" ? undefined : attached(spec.attachments),
      ports: spec.ports && ordered(ports),
      volumes: spec.volumes,
      tmpfs: spec.tmpfs,
      uploads: spec.uploads,
      ...confinementInputs(confinement),
      healthcheck,
      wait: healthcheck === undefined || awaitedElsewhere ? undefined : true,
      mustRun: awaitedElsewhere ? false : undefined,
      destroyGraceSeconds: spec.stopGracePeriod,
    },
    {
      parent,
      ...(dependsOn && { dependsOn }),
      deleteBeforeReplace: exclusive,
      replaceOnChanges: REPLACED_ON_CHANGE,
      ignoreChanges: spec.limited ? LIMITED_ELSEWHERE : undefined,
    },
  );
}

/** What a confinement has in place of the container's other options. */
function confinementInputs(confinement: ContainerSpec["confinement"]) {
  if (confinement === undefined) return {};
  return confinement === false ? { capabilities: undefined } : confined(confinement);
}

/**
 * Declares the image of a container. A destroy leaves it on the host.
 *
 * @param mirror the registry that has a copy of it; see {@link mirrored}.
 */
export function declareImage(
  name: string,
  reference: pulumi.Input<string>,
  parent: pulumi.Resource | undefined,
  mirror?: string,
  opts?: pulumi.CustomResourceOptions,
): docker.RemoteImage {
  const copy = mirror === undefined ? reference : copyIn(mirror, reference);
  return new docker.RemoteImage(name, { name: copy, keepLocally: true }, { ...opts, parent });
}

function copyIn(mirror: string, reference: pulumi.Input<string>): pulumi.Input<string> {
  if (typeof reference === "string") return mirrored(reference, mirror);
  return pulumi.output(reference).apply((known) => mirrored(known, mirror));
}

function attached(attachments: readonly Attachment[]) {
  return attachments.map(({ networkId, aliases }) => ({
    name: networkId,
    aliases: aliases && [...aliases],
  }));
}

/**
 * Ports from the highest number down. The provider reads them from the lowest up, TCP and UDP of one
 * number in either order. It ignores the order, but a saved plan compares lists as they are: a list
 * that always differs from what was read is the same change in every plan.
 */
function ordered(ports: readonly docker.types.input.ContainerPort[]) {
  return ports.toSorted((one, other) => Number(other.internal) - Number(one.internal));
}

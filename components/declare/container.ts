import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { mirrored } from "../docker/mirror";
import type { HostPath } from "../schema/paths";
import { type Confinement, confined } from "./confinement";

/** A network that a container joins. */
export interface Attachment {
  readonly networkId: pulumi.Input<string>;
  /** Names the container answers to on that network, beside its own. */
  readonly aliases?: readonly string[];
}

/** What a container sees of a volume or of a directory of the Docker host. */
export type Mount = docker.types.input.ContainerVolume & { readonly hostPath?: HostPath };

/** What the containers of this project differ in. */
export interface ContainerSpec {
  readonly image: docker.RemoteImage;
  /** Fixed name on the Docker host. Default: chosen by Pulumi, so that two can overlap. */
  readonly containerName?: string;
  /** None where the container shares the Docker host's network. */
  readonly attachments: readonly Attachment[];
  /**
   * Default: `bridge`, with the networks of `attachments` in place of Docker's own. A change replaces
   * the container.
   */
  readonly networkMode?: "host";
  readonly labels?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly command?: readonly string[];
  readonly ports?: readonly docker.types.input.ContainerPort[];
  readonly volumes?: Mount[];
  readonly uploads?: docker.types.input.ContainerUpload[];
  /**
   * How it is kept from doing more than it needs; `false` leaves it as Docker has any container.
   * Default: it can't write packets of its own.
   */
  readonly confinement?: Confinement | false;
  readonly healthcheck?: docker.types.input.ContainerHealthcheck;
  /**
   * Whether something else sees to it that the container becomes ready, so that its declaration is
   * done when it exists. Default: false; with a health check it is done when that passes.
   */
  readonly awaitedElsewhere?: boolean;
  /** Whether `Prepared` limits it. Default: no. */
  readonly limited?: boolean;
  readonly restart: "always" | "unless-stopped";
  /** Seconds between the request to stop and the kill. */
  readonly stopGracePeriod: number;
}

/** Properties whose change the provider reports as an update but that Docker then ignores. */
const REPLACED_ON_CHANGE = ["healthcheck", "tmpfs", "init"];

/** What `Prepared` sets, and the provider finds when it refreshes. */
const LIMITED_ELSEWHERE = ["memory", "memorySwap"];

/**
 * Declares one container: every container of this project is made here.
 *
 * One that has a fixed name or publishes ports can't overlap with its successor and goes first;
 * any other stays until the new one is there.
 */
export function declareContainer(
  name: string,
  spec: ContainerSpec,
  parent: pulumi.Resource,
  dependsOn?: pulumi.Resource[],
): docker.Container {
  const exclusive = spec.containerName !== undefined || (spec.ports ?? []).length > 0;
  return new docker.Container(
    name,
    {
      name: spec.containerName,
      image: spec.image.imageId,
      command: spec.command && [...spec.command],
      envs: environmentList(spec.environment ?? {}),
      labels: Object.entries(spec.labels ?? {}).map(([label, value]) => ({ label, value })),
      // Written, since Docker 29 reports "bridge" where nothing was asked for, and 20.10 "default".
      networkMode: spec.networkMode ?? "bridge",
      networksAdvanced: spec.networkMode === "host" ? undefined : attached(spec.attachments),
      ports: spec.ports && ordered(spec.ports),
      volumes: spec.volumes,
      uploads: spec.uploads,
      ...(spec.confinement === false ? {} : confined(spec.confinement)),
      healthcheck: spec.healthcheck,
      wait: spec.healthcheck === undefined || spec.awaitedElsewhere ? undefined : true,
      mustRun: spec.awaitedElsewhere ? false : undefined,
      restart: spec.restart,
      destroyGraceSeconds: spec.stopGracePeriod,
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
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

/**
 * Declares the image of a container. It stays on the host when the stack goes.
 *
 * @param mirror where its copy is taken from; see {@link mirrored}.
 */
export function declareImage(
  name: string,
  reference: pulumi.Input<string>,
  parent: pulumi.Resource,
  mirror?: string,
): docker.RemoteImage {
  const copy = mirror === undefined ? reference : copyIn(mirror, reference);
  return new docker.RemoteImage(name, { name: copy, keepLocally: true }, { parent });
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
 * From the highest number down. The provider reads them from the lowest up, TCP and UDP of one number
 * now in this order, now in that: to the provider all orders are one, but a saved plan compares lists
 * as they are. A list that never is as it was read is the same change in every plan.
 */
function ordered(ports: readonly docker.types.input.ContainerPort[]) {
  return ports.toSorted((one, other) => Number(other.internal) - Number(one.internal));
}

function environmentList(
  environment: Readonly<Record<string, pulumi.Input<string>>>,
): pulumi.Input<string>[] {
  return Object.keys(environment)
    .sort()
    .map((key) => pulumi.interpolate`${key}=${environment[key]}`);
}

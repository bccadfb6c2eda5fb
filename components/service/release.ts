// The containers of one release: the same image and options, one container a replica.
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { ImageSource } from "../declare/build";
import { declareContainer } from "../declare/container";
import { KEPT_LABELS, ownLabels } from "../declare/leftovers";
import type { ContainerOptions } from "../declare/options";
import { placedFiles } from "../declare/options/files";
import type { LaterLabels } from "../declare/options/inputs";
import { isOwnVolume, type Mount, mountInputs, stopsFirst } from "../declare/options/mounts";
import { portInputs } from "../declare/options/networks";
import { networkAlias, ownName } from "../declare/owner";
import type { Confinement, FullLimits, Healthcheck, Limits } from "../declare/settings";
import { dockerHealthcheck } from "../declare/settings";
import { RETAINED_LABEL } from "../declare/stack-id";
import { ContainerFiles } from "../resources/container-files";
import { ContainerSetup } from "../resources/container-setup";
import { UpdateOrder } from "../swarm/policy";
import { upTo } from "./deployment";

/** The options of a service's containers, beside the container's own. */
export interface ReleaseOptions extends Omit<ContainerOptions, "labels">, LaterLabels, ImageSource {
  healthcheck?: Healthcheck;
  confinement?: Confinement;
  limits?: Limits;
  stopGracePeriod?: number;
  containerName?: string;
}

/** A release of a service. */
export interface Release {
  /** The name of its first container in the program. */
  readonly name: string;
  readonly count: number;
  readonly image: docker.RemoteImage;
  readonly options: ReleaseOptions;
  /** The networks that it joins before those of its options. */
  readonly networkIds: readonly pulumi.Input<string>[];
  /** The volumes of its mounts: see {@link declareVolumes}. */
  readonly volumes: Volumes;
  /** Whether a container stops before its successor starts. Default: by its mounts. */
  readonly stopFirst?: boolean;
  /** Seconds until it is ready, where no route waits for it. */
  readonly readyTimeout?: number;
}

/** The names of a service's own volumes on the Docker host, by source. */
export type Volumes = ReadonlyMap<string, pulumi.Output<string>>;

/** The limits that `limits` leaves out. */
const LIMITS: FullLimits = { memory: 512, processes: 512 };

const RETAINED = { label: RETAINED_LABEL, value: "true" };

/** Declares the volumes of a service's own, which all its releases share. */
export function declareVolumes(
  name: string,
  mounts: readonly Mount[],
  parent: pulumi.ComponentResource,
): Volumes {
  const own = new Map(mounts.filter(isOwnVolume).map((mount) => [mount.source, mount]));
  return new Map(
    [...own].map(([source, { protect, retainOnDelete }]) => {
      const volume = new docker.Volume(
        `${name}-${source}`,
        {
          name: ownName(`${name}-${source}`),
          labels: [...ownLabels(parent), ...(retainOnDelete ? [RETAINED] : [])],
        },
        { ...KEPT_LABELS, parent, protect, retainOnDelete, deleteBeforeReplace: true },
      );
      return [source, volume.name];
    }),
  );
}

/** Declares the containers of a release. */
export function declareRelease(
  release: Release,
  parent: pulumi.ComponentResource,
  dependsOn?: pulumi.Resource[],
): docker.Container[] {
  const { name, count, image, options, readyTimeout } = release;
  const { stopFirst = stopsFirst(options.volumes) } = release;
  const { containerName, healthcheck, limits, stopGracePeriod = 10, ports } = options;
  const { files: _files, secrets: _secrets, networks: _networks, ...rest } = options;
  const mounts = mountsOf(release, parent);
  return upTo(count).map((number) => {
    const container = declareContainer(
      numbered(name, number),
      {
        ...rest,
        ...mounts,
        image,
        containerName: containerName && numbered(containerName, number),
        attachments: attachmentsOf(release),
        ports: ports && portInputs(ports),
        healthcheck: healthcheck && dockerHealthcheck(healthcheck),
        awaitedElsewhere: true,
        limited: limits !== undefined,
        ...{ stopFirst, stopGracePeriod },
      },
      parent,
      dependsOn,
    );
    setUp(numbered(name, number), container.id, { limits, readyTimeout }, parent);
    return container;
  });
}

/** The order of an update that stops a container first, for the preview, which shows arguments. */
export function shownOrder(args: ReleaseOptions): { updateOrder?: UpdateOrder } {
  const { volumes } = Object(args) as ReleaseOptions;
  const stops = Array.isArray(volumes) && stopsFirst(volumes.filter(Boolean));
  return stops ? { updateOrder: UpdateOrder.StopFirst } : {};
}

/** The limits of a container, and the wait for it. */
function setUp(
  name: string,
  container: pulumi.Input<string>,
  { limits, readyTimeout }: { readonly limits?: Limits; readonly readyTimeout?: number },
  parent: pulumi.ComponentResource,
): void {
  if (limits === undefined && readyTimeout === undefined) return;
  const full = limits && { ...LIMITS, ...limits };
  new ContainerSetup(name, { container, limits: full, readyTimeout }, parent);
}

/** The mounts of a release: those of its options, and the folders of its files. */
function mountsOf(
  { name, image, options, volumes }: Release,
  parent: pulumi.ComponentResource,
): ReturnType<typeof mountInputs> {
  const mounted = mountInputs(
    options.volumes ?? [],
    ({ source = "" }) => (typeof source === "string" && volumes.get(source)) || source,
  );
  const { plain, secret } = placedFiles(options);
  if (plain.length + secret.length === 0) return mounted;
  const files = new ContainerFiles(
    name,
    { image: image.imageId, files: plain, secrets: secret },
    parent,
  );
  return { ...mounted, volumes: [...(mounted.volumes ?? []), ...files.mounts] };
}

function attachmentsOf({ name, options, networkIds }: Release) {
  const aliases = [networkAlias(name)];
  return [
    ...networkIds.map((networkId) => ({ networkId, aliases })),
    ...(options.networks ?? []).map(({ network, aliases: others = [] }) => ({
      networkId: network.networkId,
      aliases: [...aliases, name, ...others],
    })),
  ];
}

/** The name of a replica: `shop`, `shop-2`, …. */
export function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name}-${number}`;
}

import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Mount } from "../../declare/container";
import { KEPT_LABELS, ownLabels } from "../../declare/leftovers";
import { onHost } from "../../schema/paths";
import { hostPath, physicalName, strictObject } from "../../schema/values";

/**
 * The place of one folder of the proxy, which outlives the container: a Docker volume or a
 * directory of the Docker host. Give one of the two at most.
 *
 * A change replaces the proxy's container. A change and a destroy keep a volume or directory that
 * was named here; Pulumi deletes the stack's own volume with the stack, or when another place is
 * named.
 */
export interface DataStorage {
  /**
   * Name of a Docker volume; Docker creates it where there is none.
   * Default: a volume of the stack's own, named by Pulumi.
   */
  volume?: string;
  /** Absolute path of a directory on the Docker host, not on the machine that runs Pulumi. */
  directory?: string;
}

const oneOfTwo = 'must be either { volume: "<name>" } or { directory: "<absolute path>" }';

/** @internal Checks {@link DataStorage}. */
export const storage = strictObject(
  "a place to store data",
  { volume: physicalName.optional(), directory: hostPath.optional() },
  oneOfTwo,
).refine((place) => place.volume === undefined || place.directory === undefined, {
  error: oneOfTwo,
}) satisfies z.ZodType<DataStorage>;

/** The options of a volume of the stack's own. */
interface StorageOptions {
  readonly parent: pulumi.ComponentResource;
  readonly protect?: boolean;
}

/**
 * The mount of a place in the container; without a place, of a volume that is declared with `opts`.
 */
export function declareStorage(
  name: string,
  containerPath: string,
  place: DataStorage,
  { parent, ...opts }: StorageOptions,
): Mount {
  if (place.directory !== undefined) return { containerPath, hostPath: onHost(place.directory) };
  if (place.volume !== undefined) return { containerPath, volumeName: place.volume };
  const volume = new docker.Volume(
    name,
    { labels: ownLabels(parent) },
    { ...KEPT_LABELS, ...opts, parent },
  );
  return { containerPath, volumeName: volume.name };
}

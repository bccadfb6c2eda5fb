import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { OWNER_LABEL, owner } from "./_owner";
import { hostPath, physicalName } from "./schemas";

/**
 * Where one folder of the proxy is kept, so that it outlives the container: a Docker volume or a
 * directory of the Docker host. Give one of the two at most.
 * A change replaces the proxy's container, and what the old place holds stays there.
 */
export interface Storage {
  /** Name of a Docker volume. Default: a volume of the stack's own, named by Pulumi. */
  volume?: string;
  /** Absolute path of a directory on the Docker host, not on the machine that runs Pulumi. */
  directory?: string;
}

const oneOfTwo = 'must be either { volume: "<name>" } or { directory: "<absolute path>" }';

/** Checks {@link Storage}. */
export const storage = z
  .strictObject(
    { volume: physicalName.optional(), directory: hostPath.optional() },
    { error: oneOfTwo },
  )
  .refine((place) => place.volume === undefined || place.directory === undefined, {
    error: oneOfTwo,
  }) satisfies z.ZodType<Storage>;

/** Declares the volume where there is to be one, and mounts the place at a path of the container. */
export function declareStorage(
  name: string,
  containerPath: string,
  place: Storage,
  parent: pulumi.Resource,
): docker.types.input.ContainerVolume {
  if (place.directory !== undefined) return { containerPath, hostPath: place.directory };
  const labels = [{ label: OWNER_LABEL, value: owner() }];
  const volume = new docker.Volume(name, { name: place.volume, labels }, { parent });
  return { containerPath, volumeName: volume.name };
}

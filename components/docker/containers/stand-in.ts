import type { Engine } from "../host/engine";

/** A container that is gone from the Docker host. */
export interface GoneContainer {
  readonly id: string;
  /** The image that it ran. */
  readonly image: string;
}

/**
 * Creates a container that never starts, with the id of a gone one as its name. Docker looks for a container by
 * id, then by name. So the Docker provider, which fails to stop a container that is gone, removes this one.
 *
 * @returns whether Docker could create it: not where the image is gone as well.
 */
export function createStandIn(
  engine: Engine,
  { id, image }: GoneContainer,
  labels: Readonly<Record<string, string>>,
): Promise<boolean> {
  const wanted = { name: id, Image: image, Labels: labels, HostConfig: { NetworkMode: "none" } };
  return engine.createContainer(wanted).then(
    () => true,
    () => false,
  );
}

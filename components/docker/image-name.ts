import type { ContainerInspectInfo } from "dockerode";
import type { Engine } from "./engine";
import { shortened } from "./reported";

/**
 * The name of a container's image for messages: the reference of the container's creation, else a tag,
 * else a digest, else the short id.
 */
export async function imageName(
  engine: Engine,
  { Config: config, Image: id }: Pick<ContainerInspectInfo, "Config" | "Image">,
): Promise<string> {
  if (!/^(sha256:)?[0-9a-f]{64}$/.test(config.Image)) return config.Image;
  const found = await engine
    .getImage(id)
    .inspect()
    .catch(() => undefined);
  const [digest] = found?.RepoDigests ?? [];
  return (found?.RepoTags ?? []).join(", ") || digest || `image ${shortened(id)}`;
}

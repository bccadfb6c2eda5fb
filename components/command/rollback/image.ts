// The name by which a stack pins an image, so that it is exactly the one of before.

import { shortened, wordsOf } from "../../docker/containers/reported";
import type { Engine } from "../../docker/host/engine";
import { unlessMissing } from "../../docker/host/engine";
import type { Release } from "../../resources/releases";
import { CommandFailure, ExitCode } from "../failure";

/**
 * The name of a release's image that no other image can get: its digest at a registry, else its id.
 *
 * @throws CommandFailure where the Docker host neither has it nor can pull it.
 */
export async function exactImage(engine: Engine, release: Release): Promise<string> {
  const { image: name, imageId } = release;
  const found = await engine.getImage(imageId).inspect().catch(unlessMissing);
  if (found !== undefined) {
    const repository = name.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
    const digests = found.RepoDigests ?? [];
    const own = digests.find((digest) => digest.startsWith(`${repository}@`));
    return own ?? digests[0] ?? imageId;
  }
  const missing = `the Docker host no longer has image ${shortened(imageId)}`;
  if (!name.includes("@sha256:")) {
    const maybe =
      name === "" ? "the state does not know its name" : `"${name}" may be another by now`;
    throw new CommandFailure(`${missing}, and ${maybe}.`, ExitCode.Problems);
  }
  try {
    await engine.getImage(name).distribution();
    return name;
  } catch (error) {
    throw new CommandFailure(
      `${missing}, and can't pull "${name}" (${wordsOf(error)}).`,
      ExitCode.Problems,
    );
  }
}

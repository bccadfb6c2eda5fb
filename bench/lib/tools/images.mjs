// The images that all tools deploy: the entry point, a service, and a second release of it.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { Failure, indent } from "../../../toolchain/lib/failures.mjs";
import { imageReferences } from "../../../toolchain/lib/images.mjs";
import { makeFolder, removeFolder } from "./tool.mjs";

/** @typedef {{ caddy: string, whoami: string, second: string }} Images */

/** How the second release names itself in its answers. */
export const SECOND_RELEASE = "second-release";

/**
 * @param {import("../../../toolchain/lib/docker.mjs").Docker} docker
 * @returns {Promise<Images>}
 */
export async function benchImages(docker) {
  const { caddy, whoami } = imageReferences();
  const second = whoami.replace("/whoami-stand-in:", "/whoami-second-release:");
  const folder = makeFolder();
  try {
    const lines = [`FROM ${whoami}`, `ENV WHOAMI_NAME=${SECOND_RELEASE}`];
    writeFileSync(path.join(folder, "Dockerfile"), `${lines.join("\n")}\n`);
    const { code, stderr } = await docker(["build", "--quiet", "--tag", second, folder], {
      env: { DOCKER_BUILDKIT: "0" },
    });
    if (code !== 0) throw new Failure(`Can't build the image ${second}:\n${indent(stderr)}`);
  } finally {
    removeFolder(folder);
  }
  return { caddy, whoami, second };
}

// Docker Compose: one file, no state; the engine is asked each time.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { compose } from "../peers.mjs";
import { labelsOf, NAME, PORTS } from "./tool.mjs";

/**
 * @param {import("./images.mjs").Images} images
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./tool.mjs").Tool>}
 */
export async function composeTool(images, env) {
  const { file, version } = await compose();
  const command = (/** @type {string[]} */ ...args) => ({
    file,
    args: ["--project-name", NAME, "--progress", "plain", ...args],
    env,
  });
  const up = command("up", "--detach");
  return {
    name: "compose",
    versions: { "Docker Compose": version },
    prepare: async () => undefined,
    write: (folder, state) => {
      const networks = { default: { name: NAME } };
      const text = JSON.stringify({ networks, services: services(images, state) });
      writeFileSync(path.join(folder, "compose.yaml"), text);
    },
    // It has no look without the engine, and shows no plan: `up` is what finds nothing to do.
    commands: { apply: up, look: up, refresh: up, destroy: command("down", "--volumes") },
    stateSize: () => null,
  };
}

/**
 * @param {import("./images.mjs").Images} images
 * @param {import("./tool.mjs").State} state
 */
function services(images, state) {
  const { http, https } = PORTS;
  const caddy = {
    image: images.caddy,
    restart: "unless-stopped",
    ports: [`127.0.0.1:${http}:80`, `127.0.0.1:${https}:443`, `127.0.0.1:${https}:443/udp`],
    environment: { CADDY_DOCKER_LABEL_PREFIX: NAME },
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"],
    labels: { "gatehouse.owner": NAME },
  };
  const whoami = Array.from({ length: state.services }, (_, index) => [
    `s${index}`,
    {
      image: index === 0 && state.release === 2 ? images.second : images.whoami,
      restart: "unless-stopped",
      labels: labelsOf(state, index),
    },
  ]);
  return { caddy, ...Object.fromEntries(whoami) };
}

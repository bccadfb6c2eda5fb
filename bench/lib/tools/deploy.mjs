// Runs the tools in turn: a deployment from nothing, what a bench does with it, and its end.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { engineEnv } from "../../../toolchain/lib/pulumi-cli.mjs";
import { later } from "../cleanup.mjs";
import { requireLinux } from "../proc.mjs";
import { measured } from "../usage.mjs";
import { composeTool } from "./compose.mjs";
import { benchImages } from "./images.mjs";
import { pack } from "./packed.mjs";
import { empty, ours, plain, single } from "./pulumi.mjs";
import { terraformTool } from "./terraform.mjs";
import { makeFolder, NAME, removeFolder } from "./tool.mjs";

/**
 * @typedef {object} Workshop
 * @property {{ compose: Tool, terraform: Tool, ours: Tool, plain: Tool, single: Tool, empty: Tool }} tools
 * @property {(tool: Tool) => Promise<Deployment>} open makes a new folder for a deployment with this tool
 * @property {() => Promise<void>} close
 *
 * @typedef {import("./tool.mjs").Tool} Tool
 *
 * @typedef {object} Deployment
 * @property {string} folder
 * @property {(state: import("./tool.mjs").State) => void} write
 * @property {(act: import("./tool.mjs").Act, options?: { every?: number }) =>
 *   Promise<import("../usage.mjs").Usage>} run
 * @property {() => number | null} stateSize
 * @property {() => number | null} fieldsSize
 * @property {() => Promise<void>} remove removes its folder, and what its tool left on the engine
 */

/**
 * Sets up all tools.
 * @param {import("../../../toolchain/lib/setup.mjs").Ready | undefined} ready
 * @param {(how: string) => void} progress
 * @returns {Promise<Workshop>}
 */
export async function openWorkshop(ready, progress) {
  requireLinux();
  if (!ready) throw new TypeError("this bench needs a Docker engine");
  const { engine, downloads } = ready;
  const folder = makeFolder();
  const removePrograms = later(() => removeFolder(folder));
  progress("preparing the peers and the packed package");
  const around = { ...process.env, DOCKER_HOST: engine.address, DOCKER_CONTEXT: undefined };
  const images = await benchImages(engine.docker);
  const removeImage = later(() => engine.docker(["image", "rm", images.second]));
  // Each project names its own backend.
  const own = { PULUMI_CONFIG_PASSPHRASE: "bench", PULUMI_BACKEND_URL: undefined };
  // As with somebody's own Pulumi, which has nothing of this project in its environment.
  const { NODE_OPTIONS, NODE_COMPILE_CACHE } = process.env;
  const node = { NODE_OPTIONS, NODE_COMPILE_CACHE };
  const env = { ...engineEnv(downloads), ...own, ...node, DOCKER_HOST: engine.address };
  const setup = { images, env, tarball: await pack(folder) };
  const tools = {
    compose: await composeTool(images, around),
    terraform: await terraformTool(images, folder, engine.address),
    ours: ours(setup),
    plain: plain(setup),
    single: single(setup),
    empty: empty(setup),
  };
  await sweep(engine.docker);
  return {
    tools,
    open: (tool) => open(tool, folder, engine.docker),
    close: async () => {
      await removeImage();
      await removePrograms();
    },
  };
}

let opened = 0;

/**
 * @param {Tool} tool
 * @param {string} parent
 * @param {import("../../../toolchain/lib/docker.mjs").Docker} docker
 * @returns {Promise<Deployment>}
 */
async function open(tool, parent, docker) {
  opened += 1;
  const cwd = path.join(parent, `${opened}`);
  mkdirSync(cwd);
  const remove = later(async () => {
    await sweep(docker);
    removeFolder(cwd);
  });
  await tool.prepare(cwd);
  return {
    folder: cwd,
    write: (state) => tool.write(cwd, state),
    run: (act, options = {}) => {
      const { file, args, env } = tool.commands[act];
      return measured(file, args, { cwd, env, ...options });
    },
    stateSize: () => tool.stateSize(cwd),
    fieldsSize: () => tool.fieldsSize?.(cwd) ?? null,
    remove,
  };
}

/**
 * Removes from the engine what the tools made, also in an earlier run that was killed.
 * @param {import("../../../toolchain/lib/docker.mjs").Docker} docker
 */
async function sweep(docker) {
  const list = async (/** @type {string[]} */ ...args) =>
    (await docker(args)).stdout.split("\n").filter(Boolean);
  // A service of ours has its labels on its route-holder: it is found on the network.
  const owned = [NAME, `${NAME}/dev`].map((owner) => `label=gatehouse.owner=${owner}`);
  for (const filter of [...owned, `network=${NAME}`]) {
    const containers = await list("ps", "--all", "--quiet", "--filter", filter);
    if (containers.length > 0) await docker(["rm", "--force", "--volumes", ...containers]);
  }
  for (const filter of [...owned, `name=^${NAME}$`]) {
    const networks = await list("network", "ls", "--quiet", "--filter", filter);
    if (networks.length > 0) await docker(["network", "rm", ...networks]);
  }
  for (const filter of owned) {
    const volumes = await list("volume", "ls", "--quiet", "--filter", filter);
    if (volumes.length > 0) await docker(["volume", "rm", "--force", ...volumes]);
  }
}

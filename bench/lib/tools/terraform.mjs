// Terraform with Docker's provider, which a filesystem mirror serves: one state file.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure, indent } from "../../../toolchain/lib/failures.mjs";
import { run } from "../../../toolchain/lib/run.mjs";
import { terraform, terraformProvider } from "../peers.mjs";
import { copyProgram, labelsOf, NAME, published, sizeOf } from "./tool.mjs";

/** The release at whose commit the provider is built. */
const PROVIDER = "2.23.0";
const ADDRESS = "registry.terraform.io/kreuzwerker/docker";

/**
 * @param {import("./images.mjs").Images} images
 * @param {string} folder for the mirror
 * @param {string} address of the engine
 * @returns {Promise<import("./tool.mjs").Tool>}
 */
export async function terraformTool(images, folder, address) {
  const { file, version } = await terraform();
  const env = environment(folder, (await terraformProvider()).file);
  const command = (/** @type {string[]} */ ...args) => ({
    file,
    args: [...args, "-input=false", "-no-color"],
    env,
  });
  return {
    name: "terraform",
    versions: { Terraform: version, "its Docker provider": PROVIDER },
    prepare: async (cwd) => {
      writeFileSync(path.join(cwd, "main.tf.json"), JSON.stringify(settings(address)));
      const { code, stdout, stderr } = await run(file, ["init", "-no-color"], { cwd, env });
      if (code !== 0) throw new Failure(`terraform init failed:\n${indent(stderr || stdout)}`);
    },
    write: (cwd, state) => {
      const text = JSON.stringify({ ...settings(address), resource: resources(images, state) });
      writeFileSync(path.join(cwd, "main.tf.json"), text);
    },
    commands: {
      apply: command("apply", "-auto-approve"),
      look: command("plan", "-refresh=false", "-detailed-exitcode"),
      refresh: command("plan", "-detailed-exitcode"),
      destroy: command("destroy", "-auto-approve"),
    },
    stateSize: (cwd) => sizeOf(path.join(cwd, "terraform.tfstate")),
  };
}

/**
 * Makes the mirror, and the configuration that has Terraform use it alone.
 * @param {string} folder
 * @param {string} provider
 */
function environment(folder, provider) {
  const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
  const mirror = path.join(folder, "mirror");
  const place = path.join(mirror, ADDRESS, PROVIDER, platform);
  mkdirSync(place, { recursive: true });
  copyProgram(provider, path.join(place, `terraform-provider-docker_v${PROVIDER}`));
  const config = path.join(folder, "terraform.rc");
  const source = `filesystem_mirror { path = ${JSON.stringify(mirror)} }`;
  writeFileSync(config, `provider_installation {\n  ${source}\n}\n`);
  return { ...process.env, TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: "1" };
}

/** @param {string} address */
const settings = (address) => ({
  terraform: {
    required_providers: { docker: { source: "kreuzwerker/docker", version: PROVIDER } },
  },
  provider: { docker: { host: address } },
});

/**
 * @param {import("./images.mjs").Images} images
 * @param {import("./tool.mjs").State} state
 */
function resources(images, state) {
  const { second, ...first } = images;
  const deployed = Object.entries(state.release === 2 ? images : first);
  const image = Object.fromEntries(
    deployed.map(([name, reference]) => [name, { name: reference, keep_locally: true }]),
  );
  const whoami = Array.from({ length: state.services }, (_, index) => [
    `s${index}`,
    container(
      `s${index}`,
      index === 0 && state.release === 2 ? "second" : "whoami",
      labelsOf(state, index),
    ),
  ]);
  return {
    docker_network: { proxy: { name: NAME } },
    docker_image: image,
    docker_container: { caddy: entry(), ...Object.fromEntries(whoami) },
  };
}

/** @param {string} what in Terraform's words */
const reference = (what) => `\${${what}}`;

/**
 * @param {string} name
 * @param {string} image
 * @param {Record<string, string>} labels
 */
const container = (name, image, labels) => ({
  name: `${NAME}-${name}`,
  image: reference(`docker_image.${image}.image_id`),
  restart: "unless-stopped",
  networks_advanced: [{ name: reference("docker_network.proxy.name") }],
  labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
});

function entry() {
  return {
    ...container("caddy", "caddy", { "gatehouse.owner": NAME }),
    env: [`CADDY_DOCKER_LABEL_PREFIX=${NAME}`],
    ports: published(),
    volumes: [{ host_path: "/var/run/docker.sock", container_path: "/var/run/docker.sock" }],
  };
}

// Pulumi: a program of this package, and one of plain Docker resources, which is the floor under it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure, indent } from "../../../toolchain/lib/failures.mjs";
import { engineFile } from "../../../toolchain/lib/pulumi-home.mjs";
import { run } from "../../../toolchain/lib/run.mjs";
import { npmVersion } from "../../../toolchain/lib/versions.mjs";
import { installDependencies } from "./packed.mjs";
import { hostsOf, labelsOf, NAME, PORTS, published, sizeOf } from "./tool.mjs";

const STACK = "dev";

/**
 * @typedef {object} Setup
 * @property {import("./images.mjs").Images} images
 * @property {NodeJS.ProcessEnv} env of the project's own Pulumi
 * @property {string} tarball of this package
 */

/**
 * A program of six lines that imports the packed package.
 * @param {Setup} setup
 */
export const ours = (setup) => pulumiTool("ours", setup, { [NAME]: ourProgram });

/**
 * A program of as many plain Docker resources, without components.
 * @param {Setup} setup
 */
export const plain = (setup) =>
  pulumiTool("plain pulumi", setup, { [`${NAME}-plain`]: plainProgram });

/**
 * A program with one resource of the Docker provider.
 * @param {Setup} setup
 */
export const single = (setup) =>
  pulumiTool("single", setup, { [`${NAME}-single`]: () => singleProgram });

/**
 * A program that declares nothing.
 * @param {Setup} setup
 */
export const empty = (setup) => pulumiTool("empty", setup, { [`${NAME}-empty`]: () => "" });

/**
 * @typedef {(images: import("./images.mjs").Images, state: import("./tool.mjs").State) => string} Program
 *
 * @param {string} name
 * @param {Setup} setup
 * @param {Record<string, Program>} program by the name of its project
 * @returns {import("./tool.mjs").Tool}
 */
function pulumiTool(name, { images, env, tarball }, program) {
  const [[project, text]] = /** @type {[[string, Program]]} */ (Object.entries(program));
  const file = engineFile();
  const command = (/** @type {string[]} */ ...args) => ({
    file,
    args: [...args, "--stack", STACK, "--non-interactive", "--color", "never"],
    env,
  });
  return {
    name,
    versions: { Pulumi: npmVersion("pulumi") },
    prepare: async (folder) => {
      writeProject(folder, project);
      await installDependencies(folder, tarball);
      const args = ["stack", "init", STACK, "--non-interactive"];
      const { code, stdout, stderr } = await run(file, args, { cwd: folder, env });
      if (code !== 0) throw new Failure(`pulumi stack init failed:\n${indent(stderr || stdout)}`);
    },
    write: (folder, state) => writeFileSync(path.join(folder, "index.js"), text(images, state)),
    commands: {
      apply: command("up", "--yes", "--skip-preview"),
      look: command("preview", "--expect-no-changes"),
      refresh: command("preview", "--refresh", "--expect-no-changes"),
      destroy: command("destroy", "--yes", "--skip-preview"),
    },
    stateSize: (folder) => sizeOf(stateFile(folder, project)),
    fieldsSize: (folder) => fieldsSize(stateFile(folder, project)),
  };
}

/**
 * @param {string} folder
 * @param {string} project
 */
const stateFile = (folder, project) =>
  path.join(folder, "state/.pulumi/stacks", project, `${STACK}.json`);

/** Components, and dynamic resources. */
const OURS = /^(gatehouse:|pulumi-nodejs:)/;

/** @param {string} file */
function fieldsSize(file) {
  /** @type {{ checkpoint: { latest: { resources: { type: string, inputs?: object, outputs?: object }[] } } }} */
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8"));
  return checkpoint.latest.resources
    .filter(({ type }) => OURS.test(type))
    .map(({ inputs: _inputs, outputs: _outputs, ...fields }) => JSON.stringify(fields).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * @param {string} folder
 * @param {string} project
 */
function writeProject(folder, project) {
  mkdirSync(path.join(folder, "state"));
  const runtime = { name: "nodejs", options: { typescript: false } };
  const settings = { name: project, main: "index.js", runtime, backend: { url: backend(folder) } };
  writeFileSync(path.join(folder, "Pulumi.yaml"), JSON.stringify(settings));
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ name: project, private: true }),
  );
}

/** @param {string} folder */
const backend = (folder) => `file://${path.join(folder, "state")}`;

const singleProgram = `const docker = require("@pulumi/docker");
new docker.Network("net", { labels: [{ label: "gatehouse.owner", value: "${NAME}" }] });
`;

/** @type {Program} */
function ourProgram({ caddy, whoami, second }, state) {
  const text = JSON.stringify;
  const entry = { httpPort: PORTS.http, httpsPort: PORTS.https, labelPrefix: NAME };
  const services = Array.from({ length: state.services }, (_, index) => ({
    image: index === 0 && state.release === 2 ? second : whoami,
    port: 80,
    hosts: hostsOf(state, index),
  }));
  return `const { CaddyProxy, ProxiedService, ProxyNetwork } = require("gatehouse");
const network = new ProxyNetwork("net", { networkName: "${NAME}" });
const image = { reference: ${text(caddy)} };
const entry = new CaddyProxy("caddy", { network, image, ...${text(entry)} });
const services = ${text(services)};
services.forEach((service, n) => new ProxiedService(\`s\${n}\`, { entry, ...service }));
`;
}

/** @type {Program} */
function plainProgram({ caddy, whoami, second }, state) {
  const text = JSON.stringify;
  const entry = {
    envs: [`CADDY_DOCKER_LABEL_PREFIX=${NAME}`],
    ports: published(),
    volumes: [{ hostPath: "/var/run/docker.sock", containerPath: "/var/run/docker.sock" }],
    labels: [{ label: "gatehouse.owner", value: NAME }],
  };
  const services = Array.from({ length: state.services }, (_, index) => ({
    image: index === 0 && state.release === 2 ? second : whoami,
    labels: Object.entries(labelsOf(state, index)).map(([label, value]) => ({ label, value })),
  }));
  return `const docker = require("@pulumi/docker");
const network = new docker.Network("net", { name: "${NAME}" });
const images = Object.fromEntries(${text(state.release === 2 ? [caddy, whoami, second] : [caddy, whoami])}.map((name) =>
  [name, new docker.RemoteImage(name.split(/[/:]/)[1], { name, keepLocally: true }).imageId]));
const place = { restart: "unless-stopped", networksAdvanced: [{ name: network.name }] };
new docker.Container("caddy", { image: images[${text(caddy)}], ...place, ...${text(entry)} });
const services = ${text(services)};
services.forEach(({ image, labels }, n) =>
  new docker.Container(\`s\${n}\`, { image: images[image], labels, ...place }));
`;
}

// Deploys our entry point with `pulumi up`: a service with the defaults, one for each feature, and the
// same entry point again with metrics.
import { imageReferences } from "../../../toolchain/lib/images.mjs";
import { local } from "../../../toolchain/lib/paths.mjs";
import { engineEnv } from "../../../toolchain/lib/pulumi-cli.mjs";
import { loadTypeScript } from "../../../toolchain/lib/typescript.mjs";
import { later } from "../cleanup.mjs";
import { HOST, SERVICE } from "./peers.mjs";

/** The arguments of the service that has a feature switched on, by the feature's name. */
const FEATURES = {
  "access log": "accessLog: {}",
  cache: 'cache: { ttl: "10m" }',
  "rate limit": 'rateLimit: { events: 100_000, window: "1s" }',
  "basic auth": 'basicAuth: { users: ["ops"] }',
  "retries of POST": 'loadBalancing: { retries: { methods: ["GET", "POST"] } }',
  "no release files": 'labelsOn: "container"',
};

/** The modules of our image that the features need. */
const MODULES = ["http.handlers.rate_limit", "http.handlers.cache", "http.handlers.bounded_cache"];

/**
 * @typedef {object} Way one that requests can take through our entry point
 * @property {string} name
 * @property {string} host
 * @property {number} port
 * @property {string} container the server's id
 * @property {string[]} headers
 *
 * @typedef {object} EntryPoint
 * @property {Way} plain with the defaults
 * @property {Way[]} features
 * @property {string} network
 * @property {string} upstream host and port of the service on the network
 * @property {() => Promise<void>} remove
 */

/**
 * @param {import("../../../toolchain/lib/downloads.mjs").Downloads} downloads
 * @param {string} service its image
 * @param {number} firstPort of four
 * @returns {Promise<EntryPoint>}
 */
export async function deploy(downloads, service, firstPort) {
  Object.assign(process.env, engineEnv(downloads), { GATEHOUSE_DIR: local() });
  const { createProject } = loadTypeScript("test/engine/support/project");
  const project = await createProject();
  const remove = later(() => project.remove());
  project.write("index.ts", program(project, service, firstPort));
  await succeed(project, "stack", "select", "--create", "dev");
  await succeed(project, "up", "--stack", "dev", "--yes", "--skip-preview");
  const shown = ["stack", "output", "--stack", "dev", "--json", "--show-secrets"];
  const output = JSON.parse(await succeed(project, ...shown));
  const plain = {
    name: "ours",
    host: HOST,
    port: firstPort + 1,
    container: output.entry,
    headers: [],
  };
  const password = Buffer.from(`ops:${output.password}`).toString("base64");
  const features = Object.keys(FEATURES).map((name, index) => ({
    ...{ ...plain, name, host: `f${index}.localhost` },
    headers: name === "basic auth" ? [`authorization: Basic ${password}`] : [],
  }));
  const counted = { ...plain, name: "metrics", port: firstPort + 3, container: output.counted };
  return {
    ...{ plain, features: [...features, counted], remove },
    ...{ network: project.network, upstream: output.upstream },
  };
}

/**
 * @param {{ pulumi: (...args: string[]) => Promise<{ code: number, output: string }> }} project
 * @param {string[]} args
 */
async function succeed(project, ...args) {
  const { code, output } = await project.pulumi(...args);
  if (code !== 0) throw new Error(output);
  return output;
}

/**
 * @param {{ network: string, labelPrefix: string }} project
 * @param {string} service
 * @param {number} port
 */
function program({ network, labelPrefix }, service, port) {
  const text = JSON.stringify;
  const features = Object.values(FEATURES).map(
    (args, index) =>
      `new ProxiedService("f${index}", { ...web, hosts: ["f${index}.localhost"], ${args} }),`,
  );
  const authenticated = Object.keys(FEATURES).indexOf("basic auth");
  return `
    import { CaddyProxy, ProxiedService, ProxyNetwork } from "./components";
    export = () => {
      const network = new ProxyNetwork("net", { networkName: ${text(network)} });
      const image = ${text({ reference: imageReferences().caddy, modules: MODULES })};
      const place = { network, image };
      const entry = new CaddyProxy("caddy", {
        ...place, labelPrefix: "${labelPrefix}", httpPort: ${port}, httpsPort: ${port + 1},
      });
      const counted = new CaddyProxy("counted", {
        ...place, labelPrefix: "${labelPrefix}m", httpPort: ${port + 2}, httpsPort: ${port + 3},
        metrics: {},
      });
      const web = { entry, image: ${text(service)}, port: ${SERVICE.port} };
      const plain = new ProxiedService("web", { ...web, hosts: ["${HOST}"] });
      const features = [${features.join("\n")}];
      new ProxiedService("counted-web", { ...web, entry: counted, hosts: ["${HOST}"] });
      return {
        entry: entry.containerId, counted: counted.containerId, upstream: plain.upstream,
        password: features[${authenticated}]?.passwords.apply((all) => all.ops),
      };
    };`;
}

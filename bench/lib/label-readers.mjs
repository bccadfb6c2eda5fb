// The ways to run Caddy Docker Proxy: as one container, or as a server and a controller.
import { loadTypeScript } from "../../toolchain/lib/typescript.mjs";
import { later } from "./cleanup.mjs";
import { engine, image, NAME, PORT } from "./routes.mjs";

const { serverStartLabels } = loadTypeScript("components/caddy/deployment/control");

const SOCKET = "/var/run/docker.sock:/var/run/docker.sock";
const EXPOSED = { "80/tcp": {} };
const PUBLISHED = { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(PORT) }] };

/**
 * @typedef {object} LabelReader
 * @property {import("dockerode").Container} server
 * @property {import("dockerode").Container[]} parts all its containers, the server first
 * @property {() => Promise<void>} remove also part of `cleanUp`
 */

/** The plugin's environment; it reads stopped containers, which carry the labels here. */
const settings = (/** @type {boolean} */ processing) => [
  `CADDY_DOCKER_LABEL_PREFIX=${NAME}`,
  "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS=true",
  `CADDY_DOCKER_PROCESS_CADDYFILE=${processing}`,
];

/**
 * Starts one container that reads labels and serves.
 * @param {{ processing: boolean }} options `processing`: whether it tries each site by itself, the default
 *   of the plugin
 * @returns {Promise<LabelReader>}
 */
export async function oneContainer({ processing }) {
  const server = await create("proxy", {
    Env: settings(processing),
    ExposedPorts: EXPOSED,
    HostConfig: { Binds: [SOCKET], PortBindings: PUBLISHED },
  });
  const remove = later(() => server.remove({ force: true, v: true }));
  await server.start();
  return { server, parts: [server], remove };
}

/**
 * Starts a server without the socket, and a controller with it, as CaddyProxy does.
 * @returns {Promise<LabelReader>}
 */
export async function controllerAndServer() {
  const control = await engine.createNetwork({ Name: `${NAME}-control`, Internal: true });
  /** @type {import("dockerode").Container[]} */
  const parts = [];
  const remove = later(async () => {
    await Promise.all(parts.map((part) => part.remove({ force: true, v: true })));
    await control.remove();
  });
  const { IPAM } = await control.inspect();
  const network = `CADDY_CONTROLLER_NETWORK=${IPAM?.Config?.[0]?.Subnet}`;
  const confined = {
    ReadonlyRootfs: true,
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges:true"],
  };
  const server = await create("server", {
    Env: ["CADDY_DOCKER_MODE=server", network],
    User: "65532:65532",
    Labels: { [`${NAME}_controlled_server`]: "", ...serverStartLabels(NAME) },
    ExposedPorts: EXPOSED,
    HostConfig: { ...confined, PortBindings: PUBLISHED },
  });
  parts.push(server);
  await control.connect({ Container: server.id });
  await server.start();
  const controller = await create("controller", {
    Env: [
      ...settings(false),
      "CADDY_DOCKER_MODE=controller",
      "CADDY_DOCKER_POLLING_INTERVAL=5s",
      network,
    ],
    HostConfig: { ...confined, Binds: [SOCKET], NetworkMode: `${NAME}-control` },
  });
  parts.push(controller);
  await controller.start();
  return { server, parts, remove };
}

/**
 * @param {string} role
 * @param {import("dockerode").ContainerCreateOptions} spec
 */
function create(role, spec) {
  return engine.createContainer({ name: `${NAME}-${role}`, Image: image, ...spec });
}

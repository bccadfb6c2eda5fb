// Containers of the peers, and what a container has used.
import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { loadTypeScript } from "../../../toolchain/lib/typescript.mjs";
import { later } from "../cleanup.mjs";

const { connect } = loadTypeScript("components/docker/host/client");
const { resolveDockerHost } = loadTypeScript("components/docker/host/host");
const { writeTar } = loadTypeScript("components/docker/files/files");

const engine = connect(resolveDockerHost());

/**
 * @typedef {object} Spec
 * @property {string} image
 * @property {string[]} command
 * @property {string} network
 * @property {{ inside: number, outside: number }} port on the loopback address
 * @property {Record<string, string>} [files]
 * @property {Record<string, string>} [labels]
 * @property {boolean} [socket]
 */

/**
 * Starts a container, which `cleanUp` removes.
 * @param {Spec} spec
 * @returns {Promise<string>} its id
 */
export async function start({ image, command, network, port, files = {}, labels, socket }) {
  const container = await engine.createContainer({
    Image: image,
    Cmd: command,
    Labels: labels,
    ExposedPorts: { [`${port.inside}/tcp`]: {} },
    HostConfig: {
      NetworkMode: network,
      Binds: socket ? ["/var/run/docker.sock:/var/run/docker.sock:ro"] : [],
      PortBindings: {
        [`${port.inside}/tcp`]: [{ HostIp: "127.0.0.1", HostPort: String(port.outside) }],
      },
    },
  });
  later(() => container.remove({ force: true, v: true }));
  const entries = Object.entries(files).map(([file, content]) => ({
    ...{ name: file.slice(1), type: "file", mode: 0o644, changed: new Date() },
    content: Buffer.from(content),
  }));
  await container.putArchive(await writeTar(entries, { uid: 0, gid: 0 }), { path: "/" });
  await container.start();
  return container.id;
}

/**
 * What a container has used: seconds of CPU, and megabytes of memory now.
 * @param {string} id
 */
export async function usage(id) {
  const stats = await engine.getContainer(id).stats({ stream: false, "one-shot": true });
  const memory = stats.memory_stats;
  const cached = memory.stats.total_inactive_file ?? memory.stats.inactive_file ?? 0;
  return {
    cpu: stats.cpu_stats.cpu_usage.total_usage / 1e9,
    memory: (memory.usage - cached) / 1024 / 1024,
  };
}

/**
 * Waits until a host answers over TLS with status 200. Throws after 30 s.
 * @param {{ host: string, port: number, headers?: string[] }} way
 */
export async function untilServed({ host, port, headers = [] }) {
  const given = Object.fromEntries(headers.map((header) => header.split(": ")));
  for (let tries = 0; tries < 300; tries++) {
    const status = await new Promise((resolve) => {
      const options = { host: "127.0.0.1", port, servername: host, path: "/small" };
      const sent = request(
        { ...options, headers: { host, ...given }, rejectUnauthorized: false, agent: false },
        (response) => resolve(response.resume().statusCode),
      );
      sent.on("error", () => resolve(undefined)).end();
    });
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error(`https://${host}:${port} did not answer within 30 s`);
}

// @ts-check
// The deployed proxy, seen from this machine.
import { existsSync, readFileSync } from "node:fs";
import { dockerMachine } from "./docker-host.mjs";
import { local } from "./paths.mjs";

/** Where Caddy keeps the root certificate of its own authority. */
export const rootInContainer = "/data/caddy/pki/authorities/local/root.crt";

/** Our copy of it. @param {string} stack */
export const rootFile = (stack) => local("certificates", `${stack}-root.crt`);

/**
 * Where the proxy listens for HTTPS, from what `docker port <container> <port>/tcp` printed.
 * @param {string} published such as "0.0.0.0:8443"
 * @param {string} dockerAddress
 */
export function listening(published, dockerAddress) {
  const [line = ""] = published.trim().split("\n");
  const [, bound = "", port = "443"] = /^(.*):(\d+)$/.exec(line) ?? [];
  const anywhere = ["0.0.0.0", "[::]", "::", ""].includes(bound);
  return { address: anywhere ? dockerMachine(dockerAddress) : bound, port: Number(port) };
}

/**
 * Caddy listens inside its container on the port of its URLs.
 * @param {import("./docker-engine.mjs").Engine} engine
 * @param {string} container
 * @param {string} url of a service
 */
export async function findEntry(engine, container, url) {
  const { stdout } = await engine.docker(["port", container, `${new URL(url).port || 443}/tcp`]);
  return listening(stdout, engine.address);
}

/**
 * The root certificate, copied from the container and kept, or undefined while there is none.
 * @param {import("./docker-engine.mjs").Engine} engine
 * @param {string} container
 * @param {string} stack
 */
export async function fetchRoot({ docker }, container, stack) {
  const file = rootFile(stack);
  const { code } = await docker(["cp", `${container}:${rootInContainer}`, file]);
  return code === 0 && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

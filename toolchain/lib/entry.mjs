// @ts-check
// The deployed proxy, seen from this machine.
import { dockerMachine } from "./docker-host.mjs";
import { local } from "./paths.mjs";

/** The file for the stack's output `rootCertificate`. @param {string} stack */
export const rootFile = (stack) => local("certificates", `${stack}-root.crt`);

/**
 * Where the proxy listens for a URL, from what `docker port <container>` printed.
 * @param {string} published a line for each port, such as "8443/tcp -> 0.0.0.0:8443"
 * @param {string} url
 * @param {string} dockerAddress
 */
export function listening(published, url, dockerAddress) {
  const { port: named, protocol } = new URL(url);
  const port = Number(named) || (protocol === "http:" ? 80 : 443);
  const tcp = published.split(/\r?\n/).filter((line) => line.includes("/tcp -> "));
  const line = tcp.find((text) => text.endsWith(`:${port}`)) ?? "";
  const bound = / -> (.*):\d+$/.exec(line)?.[1] ?? "";
  const anywhere = ["0.0.0.0", "[::]", ""].includes(bound);
  return { address: anywhere ? dockerMachine(dockerAddress) : bound.replace(/[[\]]/g, ""), port };
}

/**
 * @param {import("./docker-engine.mjs").Engine} engine
 * @param {string} container
 * @param {string} url
 */
export async function findEntry(engine, container, url) {
  const { stdout } = await engine.docker(["port", container]);
  return listening(stdout, url, engine.address);
}

// @ts-check
// What npm run backup and npm run restore share: which container, on which engine.
import { requireStackName } from "./args.mjs";
import { proxyOf } from "./deployed.mjs";
import { ensureEngine } from "./docker-engine.mjs";
import { dockerHost } from "./docker-host.mjs";
import { Failure } from "./failure.mjs";
import { noStack } from "./failures.mjs";
import { ensurePackages } from "./packages.mjs";
import { ensurePassphrase, localStacks } from "./passphrase.mjs";
import { ensureHome } from "./pulumi-home.mjs";
import { loadTypeScript } from "./typescript.mjs";

/**
 * @typedef {typeof import("../../components/backup")} BackupModule
 * @typedef {typeof import("../../components/docker/client")} ClientModule
 */

export const options = /** @type {const} */ ({
  stack: { type: "string", default: "dev" },
  file: { type: "string" },
  container: { type: "string" },
});

/**
 * The backup functions, a client of the stack's engine, and the name of the container that serves.
 * @param {{ stack: string, container?: string }} asked where no container is named, the stack's
 *   outputs name it
 */
export async function findProxy({ stack, container }) {
  requireStackName(stack);
  if (container === undefined && !localStacks().includes(stack)) throw noStack(stack);
  if (container === undefined) ensurePassphrase();
  await ensurePackages();
  await ensureEngine(stack);
  const { address: url, certPath, sshOpts } = dockerHost(stack);
  /** @type {ClientModule} */
  const { connect } = loadTypeScript("components/docker/client");
  const name = container ?? (await proxyOf(await ensureHome(), stack));
  return { engine: connect({ url, certPath, sshOpts }), container: name };
}

/** @returns {BackupModule} */
export const backups = () => loadTypeScript("components/backup/index");

/**
 * What is wrong with a backup or its place, as a failure that is shown without a stack trace.
 * @template T
 * @param {string} subject
 * @param {() => Promise<T>} work
 */
export async function toldOf(subject, work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof backups().BackupError) throw new Failure(`${subject}: ${error.message}`);
    throw error;
  }
}

/** @param {number} bytes */
export function size(bytes) {
  return bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} kB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

import {
  type Entry,
  type Found,
  type Owner,
  plainEntries,
  readArchive,
  writeTar,
} from "../docker/files/files";
import type { Engine } from "../docker/host/engine";
import { CaddyMode } from "../docker/routes/caddy";
import { waitForReload } from "../docker/routes/served";
import { BackupError, FOLDER } from "./file";

/** Caddy's folder in {@link FOLDER}, which Caddy creates and owns. */
const CADDY = `${FOLDER}caddy/`;

/** Locks mean something to the running Caddy only. */
const LOCKS = `${CADDY}locks/`;

/** Seconds that the proxy gets to finish requests before it stops. */
const GRACE = 10;

/** The data of the proxy: certificates, keys, its local CA and its accounts. */
export interface ProxyData {
  readonly entries: readonly Entry[];
  /** Names of what is neither a file nor a folder, and so not in `entries`. */
  readonly left: readonly string[];
}

/** Reads the proxy's data from its container, running or not. */
export async function readData(engine: Engine, container: string): Promise<ProxyData> {
  const { entries, others } = plainEntries(await archiveOf(engine, container));
  const kept = entries.filter(({ name }) => name !== FOLDER && !name.startsWith(LOCKS));
  return { entries: kept, left: others };
}

/**
 * Restores the proxy's data. It stops the proxy meanwhile, which has certificates in memory and would
 * write its own; files that the backup does not have stay.
 *
 * @returns milliseconds from its stop until it has loaded its configuration again.
 * @throws BackupError when it refuses its configuration.
 */
export async function writeData(
  engine: Engine,
  container: string,
  entries: readonly Entry[],
): Promise<number> {
  const owner = ownerOf(await archiveOf(engine, container));
  const below = entries.map((entry) => ({ ...entry, name: entry.name.slice(FOLDER.length) }));
  const archive = await writeTar(below, owner);
  const proxy = engine.getContainer(container);
  const reader = await readerOf(engine, container);
  const began = Date.now();
  try {
    await proxy.stop({ t: GRACE }).catch(unlessDone);
    await proxy.putArchive(archive, { path: `/${FOLDER}` });
  } finally {
    await proxy.start().catch(unlessDone);
  }
  const { State: state } = await proxy.inspect();
  await waitForReload(engine, reader, Date.parse(state.StartedAt)).catch((error: Error) => {
    throw new BackupError(`everything is restored, but ${error.message}`);
  });
  return Date.now() - began;
}

async function archiveOf(engine: Engine, container: string): Promise<Found[]> {
  const found = await readArchive(engine, container, `/${FOLDER}`);
  if (found !== undefined) return found;
  throw new BackupError(
    `there is no container "${container}" with a folder /${FOLDER} on the Docker host. Deploy ` +
      "the stack first, and name the container that serves.",
  );
}

/** The user that Caddy runs as: the owner of the folder that it created. */
function ownerOf(found: readonly Found[]): Owner {
  const of = (folder: string) => found.find(({ header }) => header.name === folder)?.header;
  const { uid = 0, gid = 0 } = of(CADDY) ?? of(FOLDER) ?? {};
  return { uid, gid };
}

/** Docker answers 304 where a container is already stopped or running. */
function unlessDone(error: { statusCode?: number }): void {
  if (error.statusCode !== 304) throw error;
}

/** The container that reads labels and logs when the proxy has its configuration: often itself. */
async function readerOf(engine: Engine, container: string): Promise<string> {
  const { Config: config, Image: image } = await engine.getContainer(container).inspect();
  const server = splitOf(config.Env);
  if (server.mode !== CaddyMode.Server) return container;
  const others = await engine.listContainers({ filters: { ancestor: [image] } });
  for (const { Id: id } of others) {
    const found = splitOf((await engine.getContainer(id).inspect()).Config.Env);
    if (found.mode === CaddyMode.Controller && found.network === server.network) return id;
  }
  return container;
}

/** The plugin's mode and controller network, from a container's environment. */
function splitOf(environment: readonly string[]): { mode?: string; network?: string } {
  const of = (name: string) =>
    environment.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  return { mode: of("CADDY_DOCKER_MODE"), network: of("CADDY_CONTROLLER_NETWORK") };
}

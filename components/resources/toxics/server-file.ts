import type { Engine } from "../../docker/engine";
import { writeFiles } from "../../docker/files";
import type { ToxiproxyApi } from "../../toxics";

/** A volume of the server's container, whose root file system is read-only. */
export const CONFIG_FOLDER = "/proxies";

const NAME = "proxies.json";

/** The server's configuration file, in its container. Without it the server starts with no proxy. */
export const CONFIG_FILE = `${CONFIG_FOLDER}/${NAME}`;

/**
 * Writes the server's proxies into its configuration file, so that a restart restores them. That file
 * can't hold toxics.
 *
 * Two of these must not run at a time on one server, so the resources of its proxies depend on one
 * another.
 */
export async function keepProxies(
  engine: Engine,
  api: ToxiproxyApi,
  server: string,
): Promise<void> {
  const kept = [...(await api.settings())]
    .map(({ name, listen, upstream, enabled }) => ({ name, listen, upstream, enabled }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const content = `${JSON.stringify(kept, undefined, 2)}\n`;
  await writeFiles(engine, server, CONFIG_FOLDER, { [NAME]: content });
}

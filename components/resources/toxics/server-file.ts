import type { Engine } from "../../docker/engine";
import { writeFiles } from "../../docker/files";
import type { ToxiproxyApi } from "../../toxics";

/** A volume of the server's container alone, since its root file system can't be written. */
export const CONFIG_FOLDER = "/proxies";

const NAME = "proxies.json";

/** The server's configuration file, in its container. Without it the server starts with no proxy. */
export const CONFIG_FILE = `${CONFIG_FOLDER}/${NAME}`;

/**
 * Writes the proxies that the server has into its configuration file, so that those are there again
 * when it restarts by itself. Toxics can't stand in that file.
 *
 * No two may run at a time on one server: the resources of its proxies depend on one another.
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

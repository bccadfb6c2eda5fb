import type { Engine } from "../engine/client";
import { writeFiles } from "../engine/files";
import type { ToxiproxyApi } from "../toxics";

/** The server's configuration file, in its container. */
export const CONFIG_FILE = "/proxies.json";

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
  await writeFiles(engine, server, "/", { [CONFIG_FILE.slice(1)]: content });
}

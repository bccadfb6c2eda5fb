import { renderLabels, snippet, template, vars } from "../labels";

/** Behind the blocks of any entry point's own routing, which are counted from 0. */
const LAST = 9999;

/**
 * Labels for a server that a controller configures: a snippet that nothing imports, so that no
 * configuration changes with it, but another text each time the container starts, since its
 * connections to networks then are others. The controller sends a configuration only where the text
 * has changed: without this a server that restarts by itself would have none until the next change
 * of a route.
 */
export function serverStartLabels(prefix: string): Record<string, string> {
  const connections = template(".NetworkSettings.Networks | toJson | sha256sum | trunc 12");
  const started = snippet("gatehouse-server", vars({ started: connections }));
  return renderLabels({ snippets: [started] }, `${prefix}_${LAST}`);
}

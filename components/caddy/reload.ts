import { Route } from "../resources/route";
import type { DeployedProxy, EntryPoint } from "./deployment";

/** Declares that an update of the proxy is done when Caddy has loaded its configuration. */
export function declareReload(
  name: string,
  entry: EntryPoint,
  { server, controller }: DeployedProxy,
): void {
  new Route(
    name,
    {
      proxy: server.id,
      controller: controller?.id,
      containers: controller === undefined ? [server.id] : [server.id, controller.id],
      labels: {},
      releases: {},
      urls: [],
      address: entry.address,
      readyTimeout: 30,
      drain: 0,
    },
    entry,
  );
}

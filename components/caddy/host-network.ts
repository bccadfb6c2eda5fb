import { globalOption, globalOptions, header, type Site, site, when } from "../labels";
import { swarmOnlyProblems } from "./containers";
import { type Deployment, problemIf } from "./deployment";
import { controllerProblems, declareOneContainer } from "./one-container";

/**
 * How long a proxy that is replaced goes on beside its successor. Longer than most requests take,
 * and shorter than the 30 s after which Docker kills the proxy.
 */
const SHUTDOWN_DELAY = "3s";

/** One container on the Docker host's network: `publish: "host-network"`. */
export const hostNetwork: Deployment = {
  problems: (args) => [
    ...problemIf(
      args.hardened === true,
      "hardened",
      'must be left out where publish is "host-network": on the Docker host\'s own network the ' +
        "controller can't reach the server without everybody else reaching it",
    ),
    ...controllerProblems(args),
    ...problemIf(
      args.containerName !== undefined,
      "containerName",
      'must be left out where publish is "host-network": two proxies overlap in an upgrade',
    ),
    ...problemIf(
      args.metrics !== undefined,
      "metrics",
      'must be left out where publish is "host-network", which would publish them, too',
    ),
    ...swarmOnlyProblems(args),
  ],
  // There, any program of the Docker host could use the administration API, and two proxies would
  // share one.
  settings: { scanStoppedContainers: true, admin: "off" },
  onOneHost: true,
  containerNames: (server) => [server],
  // No port is published, so Caddy itself has to listen on nothing but the address.
  globalOptions: ({ address }) => [
    globalOption("default_bind", address),
    ...globalOptions({ shutdownDelay: SHUTDOWN_DELAY }),
  ],
  adaptSite: closingConnections,
  declare: (name, entry, args, labels) =>
    declareOneContainer(name, entry, args, {
      labels,
      ports: [],
      networkMode: "host",
      hardened: args.hardened !== false,
    }),
};

/**
 * The site, closing its clients' connections in an upgrade. For some seconds, the old proxy ends
 * each answer with `Connection: close`, and clients open their next connection to the new one.
 * Without that, the old proxy would close idle connections when it stops, and lose requests that
 * clients are sending on them.
 */
function closingConnections(given: Site): Site {
  const stopping = { vars: { "{http.shutting_down}": "true" } };
  const close = when(stopping, header({ set: { Connection: "close" } }));
  return site(given.addresses, ...given.directives, close);
}

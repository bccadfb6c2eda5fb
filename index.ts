import {
  CaddyProxy,
  ProxyNetwork,
  rootCertificate,
  TlsMode,
  ToxicPath,
  Toxiproxy,
  Whoami,
} from "gatehouse";
import * as stack from "./program";
import { ownServices } from "./services";

/** Settings -> network -> proxy -> services -> outputs. */
async function program() {
  const settings = stack.readSettings();
  const host = stack.resolveStackHost(settings.host);
  const found = await stack.preflight(settings, host.host);
  const provider = stack.stackProvider(host, settings);

  const { network: networkName, protect, mode } = settings;
  const network = new ProxyNetwork(
    "proxy_net",
    { networkName, existing: found.network, protect, mode },
    { provider },
  );
  const entry = new CaddyProxy("caddy", { network, ...stack.proxyArgs(settings) });

  const server = stack.toxiproxyArgs(settings);
  const through = server && new Toxiproxy("toxiproxy", { entry, ...server });
  const asked = stack.whoamiArgs(settings, through);
  const whoami = asked && new Whoami("whoami", { entry, ...asked });
  const whoamiUrls = whoami?.service.urls ?? [];

  // Through Toxiproxy to whoami, beside the direct way.
  const path = stack.toxicWhoamiArgs(settings);
  const upstream = whoami?.service.upstream;
  const toxicWhoami =
    path && through && upstream && new ToxicPath("toxic-whoami", { through, upstream, ...path });
  const pathUrls = toxicWhoami ? toxicWhoami.urls : [];

  const own = ownServices(entry);

  return {
    urls: [...whoamiUrls, ...pathUrls, ...own.flatMap(({ urls }) => urls)],
    network: network.networkName,
    proxy: entry.containerName,
    ...(settings.tls === TlsMode.Internal && {
      rootCertificate: rootCertificate(entry, whoami?.service.containerNames),
    }),
    ...(through && {
      toxiproxyApi: through.api,
      toxicUrls: [...(asked?.faults ? whoamiUrls : []), ...pathUrls],
    }),
    routes: entry.routeTable(),
    caddyfile: entry.caddyfile(),
  };
}

export = program;

import {
  BuiltCaddyImage,
  CaddyProxy,
  Portal,
  ProxyNetwork,
  rootCertificate,
  TlsMode,
  ToxicPath,
  Toxiproxy,
  Whoami,
} from "gatehouse";
import * as stack from "./program";

/** Settings -> network -> proxy -> services -> outputs. */
async function program() {
  const { settings, args } = stack.readStackFile();
  const host = stack.resolveStackHost(settings.host);
  await stack.preflight(settings, host.host);
  const provider = stack.stackProvider(host, settings);

  const network = new ProxyNetwork("proxy_net", args.network, { provider });
  const image = args.image && new BuiltCaddyImage("caddy-build", args.image, { provider });
  const entry = new CaddyProxy("caddy", { network, ...args.proxy, ...(image && { image }) });

  const through = args.toxiproxy && new Toxiproxy("toxiproxy", { entry, ...args.toxiproxy });
  const faults = through && args.faults && { through, ...args.faults };
  const whoami = args.whoami && new Whoami("whoami", { entry, ...args.whoami, faults });
  const whoamiUrls = whoami?.service.urls ?? [];

  // Through Toxiproxy to whoami, beside the direct way.
  const path = args.toxicWhoami;
  const upstream = whoami?.service.upstream;
  const toxicWhoami =
    path && through && upstream && new ToxicPath("toxic-whoami", { through, upstream, ...path });
  const pathUrls = toxicWhoami ? toxicWhoami.urls : [];

  const own = stack.ownServices(entry);
  // The last one: its page shows all that is declared before it.
  const portal = args.portal && new Portal("portal", { entry, ...args.portal });
  const names = own.flatMap((each) => ("containerNames" in each ? [each.containerNames] : []));

  return {
    // The portal's before your own, so that a preview shows each of those as a new line.
    urls: [...whoamiUrls, ...pathUrls, ...(portal?.urls ?? []), ...own.flatMap(({ urls }) => urls)],
    network: network.networkName,
    proxy: entry.containerName,
    ...(settings.tls === TlsMode.Internal && {
      rootCertificate: rootCertificate(entry, [whoami?.service.containerNames, ...names]),
    }),
    ...(through && {
      toxiproxyApi: through.api,
      toxicUrls: [...(faults ? whoamiUrls : []), ...pathUrls],
    }),
    ...(portal?.users.length && { portalPasswords: portal.passwords }),
    routes: entry.routeTable(),
    caddyfile: entry.caddyfile(),
  };
}

export = program;

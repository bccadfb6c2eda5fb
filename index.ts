import {
  CaddyProxy,
  ProxyNetwork,
  rootCertificate,
  TlsMode,
  Toxiproxy,
  Whoami,
} from "./components";
import { preflight } from "./preflight";
import { readSettings } from "./settings";

/** Settings -> network -> proxy -> services -> outputs. */
async function program() {
  const settings = readSettings();
  const { images } = settings;
  const found = await preflight(settings);

  const network = new ProxyNetwork("proxy_net", {
    networkName: settings.network,
    existing: found.network,
  });

  const { caddy, modules, ...published } = settings.proxy;
  const entry = new CaddyProxy("caddy", {
    network,
    image: { reference: images.caddy, modules },
    tls: { mode: settings.tls, acme: settings.acme, files: settings.certificate },
    settings: caddy,
    ...published,
  });

  const whoami =
    settings.whoami && new Whoami("whoami", { entry, image: images.whoami, ...settings.whoami });

  // Between the proxy and whoami, beside the direct way.
  const { hosts, ...server } = settings.toxiproxy ?? {};
  const toxiproxy =
    settings.toxiproxy &&
    whoami &&
    new Toxiproxy("toxiproxy", {
      entry,
      image: images.toxiproxy,
      proxies: [{ name: "whoami", upstream: whoami.service.upstream, port: 8001, hosts }],
      ...server,
    });

  return {
    urls: [...(whoami?.service.urls ?? []), ...(toxiproxy?.urls ?? [])],
    network: network.networkName,
    proxy: entry.containerName,
    ...(settings.tls === TlsMode.Internal && {
      rootCertificate: rootCertificate(entry, whoami?.service.containerNames),
    }),
    ...(toxiproxy && { toxiproxyApi: toxiproxy.api }),
    routes: entry.routeTable,
    caddyfile: entry.caddyfile,
  };
}

export = program;

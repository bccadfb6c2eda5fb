import {
  CaddyProxy,
  ProxyNetwork,
  rootCertificate,
  TlsMode,
  ToxicPath,
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
    mode: settings.mode,
  });

  const { caddy, modules, ...published } = settings.proxy;
  const entry = new CaddyProxy("caddy", {
    network,
    image: { reference: images.caddy, modules },
    tls: { mode: settings.tls, acme: settings.acme, files: settings.certificate },
    settings: caddy,
    ...published,
  });

  const { hosts, toxics, down, ...server } = settings.toxiproxy ?? {};
  const toxiproxy =
    settings.toxiproxy && new Toxiproxy("toxiproxy", { entry, image: images.toxiproxy, ...server });

  const faults = toxiproxy && settings.whoami?.faults;
  const whoami =
    settings.whoami &&
    new Whoami("whoami", {
      ...{ entry, image: images.whoami, ...settings.whoami },
      faults: faults && { through: toxiproxy, ...faults },
    });

  // Through Toxiproxy to whoami, beside the direct way.
  const toxicWhoami =
    toxiproxy &&
    whoami &&
    hosts &&
    new ToxicPath("toxic-whoami", {
      through: toxiproxy,
      upstream: whoami.service.upstream,
      ...{ hosts, toxics, down },
    });
  const toxicUrls = [...(faults ? (whoami?.service.urls ?? []) : []), ...(toxicWhoami?.urls ?? [])];

  return {
    urls: [...(whoami?.service.urls ?? []), ...(toxicWhoami?.urls ?? [])],
    network: network.networkName,
    proxy: entry.containerName,
    ...(settings.tls === TlsMode.Internal && {
      rootCertificate: rootCertificate(entry, whoami?.service.containerNames),
    }),
    ...(toxiproxy && { toxiproxyApi: toxiproxy.api, toxicUrls }),
    routes: entry.routeTable,
    caddyfile: entry.caddyfile,
  };
}

export = program;

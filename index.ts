import {
  CaddyProxy,
  ProxyNetwork,
  rootCertificate,
  TlsMode,
  ToxicPath,
  Toxiproxy,
  Whoami,
} from "./components";
import { mirrorLogins, providerOf } from "./components/provider/docker-provider";
import { resolveStackHost } from "./program/docker-host";
import { preflight } from "./program/preflight";
import { readSettings } from "./program/settings";
import { ownServices } from "./services";

/** Settings -> network -> proxy -> services -> outputs. */
async function program() {
  const settings = readSettings();
  const { images } = settings;
  const { host, explicit } = resolveStackHost(settings.host);
  const found = await preflight(settings, host);
  const logins = mirrorLogins(settings.registry);
  // Where the Docker provider would not find that host, or not get in at that registry, by itself.
  const provider = explicit || logins.length > 0 ? providerOf("docker", host, logins) : undefined;

  const network = new ProxyNetwork(
    "proxy_net",
    {
      networkName: settings.network,
      existing: found.network,
      protect: settings.protect,
      mode: settings.mode,
    },
    { provider },
  );

  const { caddy, modules, ...published } = settings.proxy;
  const entry = new CaddyProxy("caddy", {
    network,
    image: { reference: images.caddy, modules },
    mirror: settings.registry?.mirror,
    tls: { mode: settings.tls, acme: settings.acme, files: settings.certificate },
    settings: caddy,
    protect: settings.protect,
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

  const own = ownServices(entry);

  return {
    urls: [
      ...(whoami?.service.urls ?? []),
      ...(toxicWhoami?.urls ?? []),
      ...own.flatMap(({ urls }) => urls),
    ],
    network: network.networkName,
    proxy: entry.containerName,
    ...(settings.tls === TlsMode.Internal && {
      rootCertificate: rootCertificate(entry, whoami?.service.containerNames),
    }),
    ...(toxiproxy && { toxiproxyApi: toxiproxy.api, toxicUrls }),
    routes: entry.routeTable(),
    caddyfile: entry.caddyfile(),
  };
}

export = program;

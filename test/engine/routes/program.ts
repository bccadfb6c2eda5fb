import {
  CaddyProxy,
  type CaddyProxyArgs,
  images,
  ProxiedService,
  ProxyNetwork,
} from "../../../components";
import {
  cache,
  directive,
  globalOptions,
  IMAGE_MODULES,
  reverseProxy,
  site,
  upstreams,
} from "../../../components/labels";
import { answers } from "./answers";
import { matchers } from "./matchers";
import { balanced, inside, proxying } from "./proxying";
import { rewriting } from "./rewriting";
import { greeting, serving, teapot } from "./serving";

/** The parts of the program that differ between the tests' projects. */
export interface Place {
  readonly network: string;
  readonly labelPrefix: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly images: Record<string, string>;
}

/** A project's entry point, with the modules of the toolchain's image. */
function declareEntry(place: Place, args: Partial<CaddyProxyArgs> = {}): CaddyProxy {
  const { labelPrefix, httpPort, httpsPort } = place;
  return new CaddyProxy("caddy", {
    network: new ProxyNetwork("proxy_net", { networkName: place.network }),
    image: { reference: place.images.caddy, modules: [...IMAGE_MODULES] },
    routing: {
      global: globalOptions({ metrics: true, servers: { trustedProxies: ["private_ranges"] } }),
      snippets: [greeting],
      routes: [teapot],
      sites: inside,
    },
    ...{ labelPrefix, httpPort, httpsPort },
    ...args,
  });
}

/** Every route of the tests behind one entry point, a service for each family. */
export function declareRoutes(place: Place): { proxy: CaddyProxy["containerName"] } {
  const entry = declareEntry(place);
  const image = place.images.whoami ?? images.whoami;
  for (const [name, routes] of Object.entries({
    matchers,
    answers,
    serving,
    rewriting,
    proxying,
  })) {
    new ProxiedService(name, { entry, image, port: 80, sites: routes.map(({ site }) => site) });
  }
  new ProxiedService("balanced", { entry, image, port: 80, replicas: 2, sites: [...balanced] });
  return { proxy: entry.containerName };
}

/** A service that needs a module, behind an image for which the program lists none. */
export function declareWithoutModule(place: Place): void {
  const entry = declareEntry(place, { image: { reference: place.images.caddy } });
  const sites = [site("a.localhost", cache({ ttl: "1m" }), reverseProxy(upstreams(80)))];
  new ProxiedService("shop", { entry, image: images.whoami, port: 80, sites });
}

/** An entry point whose trusted proxies come from a module that its image lacks. */
export function declareForeignProxies(place: Place): void {
  const servers = directive("servers", [], [directive("trusted_proxies", ["cloudflare"])]);
  declareEntry(place, { routing: { global: [servers] } });
}

/** Two services that both claim all requests of a host. */
export function declareHostTwice(place: Place): void {
  const entry = declareEntry(place);
  const service = { entry, image: images.whoami, port: 80, hosts: ["a.localhost"] };
  new ProxiedService("shop", service);
  new ProxiedService("blog", service);
}

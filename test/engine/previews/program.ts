import {
  CaddyProxy,
  type LabelsOn,
  type LogLevel,
  labels,
  ProxiedService,
  ProxyNetwork,
  type TlsMode,
} from "../../../components";

/** The parts of a service that an edit can change. */
export interface ServiceSpec {
  readonly name: string;
  readonly image: string;
  /** The port that the image listens on. */
  readonly port: number;
  readonly host: string;
  /** A path with its own limit. Default: none. */
  readonly path?: string;
  readonly greeting: string;
  readonly tls: TlsMode;
  readonly replicas: number;
  readonly labelsOn: LabelsOn;
  /** Whether it uses a module that the stock image lacks. */
  readonly limited: boolean;
}

/** The parts of the program that an edit can change. */
export interface ProgramSpec {
  readonly logLevel: LogLevel;
  /** Whether the program lists the image's modules. */
  readonly modules: boolean;
  readonly services: readonly ServiceSpec[];
}

/** The settings that all edits of a test share. */
export interface Place {
  readonly network: string;
  readonly labelPrefix: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly caddy?: string;
}

/** Declares the program. */
export function declare(
  { logLevel, modules, services }: ProgramSpec,
  { network, caddy, ...rest }: Place,
) {
  const entry = new CaddyProxy("caddy", {
    network: new ProxyNetwork("proxy_net", { networkName: network }),
    image: { reference: caddy, modules: modules ? [...labels.IMAGE_MODULES] : [] },
    settings: { logLevel },
    ...rest,
  });
  for (const { name, greeting, host, path, limited, ...service } of services) {
    const rateLimit = limited ? { events: 10_000, window: "1s" } : undefined;
    const routes =
      path === undefined
        ? { hosts: [host], rateLimit }
        : { sites: [siteWithPath(host, path, service)] };
    const environment = { GREETING: greeting };
    new ProxiedService(name, { entry, environment, drain: 0, ...routes, ...service });
  }
  return { routes: entry.routeTable(), caddyfile: entry.caddyfile() };
}

function siteWithPath(host: string, path: string, { port }: { port: number }): labels.Site {
  const { requestBody, reverseProxy, site, upstreams } = labels;
  return site(host)
    .handle(path, requestBody({ maxSize: "1MB" }), reverseProxy(upstreams(port)))
    .handle(reverseProxy(upstreams(port)));
}

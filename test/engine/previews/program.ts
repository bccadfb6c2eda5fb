import {
  CaddyProxy,
  type LabelsOn,
  type LogLevel,
  labels,
  ProxiedService,
  ProxyNetwork,
  type TlsMode,
} from "../../../components";

/** What an edit of the program can change of a service. */
export interface ServiceSpec {
  readonly name: string;
  readonly image: string;
  /** Port that the image listens on. */
  readonly port: number;
  readonly host: string;
  /** A path with a limit of its own. Default: none. */
  readonly path?: string;
  readonly greeting: string;
  readonly tls: TlsMode;
  readonly replicas: number;
  readonly labelsOn: LabelsOn;
  /** Whether it asks for a module that the stock image lacks. */
  readonly limited: boolean;
}

/** What an edit of the program can change. */
export interface ProgramSpec {
  readonly logLevel: LogLevel;
  /** Whether the image is said to have the modules that it has. */
  readonly modules: boolean;
  readonly services: readonly ServiceSpec[];
}

/** What the edits of one test have in common. */
export interface Place {
  readonly network: string;
  readonly labelPrefix: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly caddy?: string;
}

/** The program that is edited. */
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

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
}

/** What an edit of the program can change. */
export interface ProgramSpec {
  readonly logLevel: LogLevel;
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
export function declare({ logLevel, services }: ProgramSpec, { network, caddy, ...rest }: Place) {
  const entry = new CaddyProxy("caddy", {
    network: new ProxyNetwork("proxy_net", { networkName: network }),
    image: caddy,
    settings: { logLevel },
    ...rest,
  });
  for (const { name, greeting, host, path, ...service } of services) {
    const routes =
      path === undefined ? { hosts: [host] } : { sites: [limited(host, path, service)] };
    const environment = { GREETING: greeting };
    new ProxiedService(name, { entry, environment, drain: 0, ...routes, ...service });
  }
  return { routes: entry.routeTable, caddyfile: entry.caddyfile };
}

function limited(host: string, path: string, { port }: { port: number }): labels.Site {
  const { requestBody, reverseProxy, site, upstreams } = labels;
  return site(host)
    .handle(path, requestBody({ maxSize: "1MB" }), reverseProxy(upstreams(port)))
    .handle(reverseProxy(upstreams(port)));
}

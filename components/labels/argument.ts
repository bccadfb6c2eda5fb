/**
 * One argument of a Caddyfile directive: plain text, or a template that Caddy Docker Proxy fills in
 * when it generates its configuration.
 */
export type Argument = string | Template;

/** A Go template of Caddy Docker Proxy, rendered between `{{` and `}}` and never quoted. */
export interface Template {
  readonly template: string;
}

/** The schemes that `upstreams` can put before an address. */
export const UpstreamScheme = { Http: "http", Https: "https", H2c: "h2c" } as const;
export type UpstreamScheme = (typeof UpstreamScheme)[keyof typeof UpstreamScheme];

/**
 * The addresses of the labelled container on the ingress network, one for each replica.
 *
 * @param port the port the service listens on inside its container, 1 to 65535.
 * @param scheme how the proxy speaks to it. Default: http.
 */
export function upstreams(port: number, scheme?: UpstreamScheme): Template {
  return { template: scheme === undefined ? `upstreams ${port}` : `upstreams ${scheme} ${port}` };
}

/** Labels of the kinds that people write, and a part of the program that they become. */
export interface LabelSet {
  readonly title: string;
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly contains?: string;
}

const HASH = "$2a$14$WYgRwhWuywq.ln9nMrhwJunqGsKuSH0SNj1SDzqzHqYjuhqEtG0Py";

export const LABELS: readonly LabelSet[] = [
  {
    title: "a host and a port",
    services: {
      web: { caddy: "a.example.com b.example.com", "caddy.reverse_proxy": "{{upstreams 8080}}" },
    },
    contains: 'hosts: ["a.example.com", "b.example.com"],',
  },
  {
    title: "plain http",
    services: { web: { caddy: "http://a.example.com", "caddy.reverse_proxy": "{{upstreams 80}}" } },
    contains: "tls: TlsMode.Off,",
  },
  {
    title: "Caddy's own CA beside a public one",
    services: {
      web: { caddy: "a.example.com", "caddy.reverse_proxy": "{{upstreams 80}}" },
      lan: {
        caddy: "b.lan.example.com",
        "caddy.reverse_proxy": "{{upstreams 80}}",
        "caddy.tls": "internal",
      },
    },
    contains: "tls: TlsMode.Internal,",
  },
  {
    title: "a host that no public CA certifies beside one that it does",
    services: {
      web: { caddy: "a.example.com", "caddy.reverse_proxy": "{{upstreams 80}}" },
      nas: { caddy: "nas.local", "caddy.reverse_proxy": "{{upstreams 80}}" },
    },
    contains: 'site("nas.local", reverseProxy(upstreams(80)))',
  },
  {
    title: "compression, a limit of bodies, a deleted header",
    services: {
      web: {
        caddy: "a.localhost",
        "caddy.encode": "zstd",
        "caddy.request_body.max_size": "64MB",
        "caddy.header": "-Server",
        "caddy.reverse_proxy": "{{upstreams 80}}",
      },
    },
    contains: 'maxBodySize: "64MB",',
  },
  {
    title: "health checks and a policy",
    services: {
      web: {
        caddy: "a.localhost",
        "caddy.reverse_proxy": "{{upstreams 80}}",
        "caddy.reverse_proxy.health_uri": "/healthz",
        "caddy.reverse_proxy.health_interval": "5s",
        "caddy.reverse_proxy.lb_policy": "least_conn",
        "caddy.reverse_proxy.lb_try_duration": "9s",
      },
    },
    contains: 'loadBalancing: { policy: "least_conn", retries: { for: "9s" } },',
  },
  {
    title: "another service that authenticates",
    services: {
      auth: { caddy: "auth.example.com", "caddy.reverse_proxy": "{{upstreams 9091}}" },
      web: {
        caddy: "a.example.com",
        "caddy.forward_auth": "auth:9091",
        "caddy.forward_auth.uri": "/api/verify",
        "caddy.forward_auth.copy_headers": "Remote-User Remote-Groups",
        "caddy.reverse_proxy": "{{upstreams 80}}",
      },
    },
    contains: "to: auth.upstream,",
  },
  {
    title: "passwords as hashes",
    services: {
      web: {
        caddy: "a.localhost",
        "caddy.basic_auth.alice": HASH,
        "caddy.reverse_proxy": "{{upstreams 80}}",
      },
    },
    contains: `basicAuth({ alice: "${HASH}" }),`,
  },
  {
    title: "routes by path, in order, with a prefix that is stripped",
    services: {
      web: {
        caddy: "a.localhost",
        "caddy.0_handle_path": "/api/*",
        "caddy.0_handle_path.reverse_proxy": "{{upstreams 9000}}",
        "caddy.1_handle": "/ws*",
        "caddy.1_handle.reverse_proxy": "{{upstreams 9001}}",
        "caddy.2_handle.reverse_proxy": "{{upstreams 80}}",
      },
    },
    contains: 'handlePath("/api/*", reverseProxy(upstreams(9000))),',
  },
  {
    title: "matchers of several conditions",
    services: {
      web: {
        caddy: "a.localhost",
        "caddy.@ws.0_header": "Connection *Upgrade*",
        "caddy.@ws.1_header": "Upgrade websocket",
        "caddy.@blocked": "not remote_ip 192.0.2.7 private_ranges",
        "caddy.respond": '@blocked "Back soon" 503',
        "caddy.0_reverse_proxy": "@ws {{upstreams 81}}",
        "caddy.1_reverse_proxy": "/api* {{upstreams 80}}",
      },
    },
    contains: '{ header: { Connection: "*Upgrade*", Upgrade: "websocket" } },',
  },
  {
    title: "gRPC, and https to the service",
    services: {
      web: {
        caddy_0: "grpc.localhost",
        "caddy_0.reverse_proxy": "{{upstreams h2c 5107}}",
        caddy_1: "tls.localhost",
        "caddy_1.reverse_proxy": "{{upstreams https 8443}}",
      },
    },
    contains: 'reverseProxy(upstreams(5107, "h2c"))',
  },
  {
    title: "a snippet with an argument, and a redirect beside a site",
    services: {
      edge: { caddy: "(hello)", "caddy.header.X-Hello": "{args[0]}" },
      web: {
        caddy_0: "a.example.com",
        "caddy_0.import": "hello world",
        "caddy_0.reverse_proxy": "{{upstreams 80}}",
        caddy_1: "www.a.example.com",
        "caddy_1.redir": "https://a.example.com{uri} permanent",
      },
    },
    contains: 'snippet("hello", header({ set: { "X-Hello": "{args[0]}" } }))',
  },
  {
    title: "a site that Caddy serves without a service, and options for all",
    services: {
      edge: {
        "caddy.email": "ops@example.com",
        "caddy.servers.trusted_proxies": "static private_ranges",
      },
      files: { caddy: "files.localhost", "caddy.root": "* /srv", "caddy.file_server": "browse" },
    },
    contains: 'site("files.localhost", directive("file_server", ["browse"]), root("/srv"))',
  },
  {
    title: "a template of the plugin's, which needs the labels on the containers",
    services: {
      web: { caddy: "{{index .Names 0}}.localhost", "caddy.reverse_proxy": "{{upstreams 80}}" },
    },
    contains: "labelsOn: LabelsOn.Container,",
  },
];

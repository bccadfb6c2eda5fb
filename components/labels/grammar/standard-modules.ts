/** The modules of a namespace, by their names. */
function modules(names: string): readonly string[] {
  return names.split(" ");
}

/**
 * Caddy's standard modules in the namespaces that a Caddyfile can name modules of. A test compares
 * them with the real Caddy's, both ways.
 */
export const STANDARD_MODULES: Readonly<Record<string, readonly string[]>> = {
  "caddy.fs": [],
  "caddy.listeners": modules("http_redirect proxy_protocol tls"),
  "caddy.logging.cores": modules("mock"),
  "caddy.logging.encoders": modules("append console filter journald json"),
  "caddy.logging.encoders.filter": modules(
    "cookie delete hash ip_mask multi_regexp query regexp rename replace set_cookie",
  ),
  "caddy.logging.writers": modules("discard file net stderr stdout"),
  "caddy.network_proxy": modules("none url"),
  "caddy.packetconns": [],
  "caddy.storage": modules("file_system"),
  "dns.providers": [],
  "events.handlers": [],
  "http.encoders": modules("gzip zstd"),
  "http.handlers.templates.functions": [],
  "http.ip_sources": modules("static"),
  "http.matchers": modules(
    "client_ip expression file header header_regexp host method not path path_regexp protocol query " +
      "remote_ip tls url_pattern vars vars_regexp",
  ),
  "http.precompressed": modules("br gzip zstd"),
  "http.reverse_proxy.selection_policies": modules(
    "client_ip_hash cookie first header ip_hash least_conn query random random_choose round_robin " +
      "uri_hash weighted_round_robin",
  ),
  "http.reverse_proxy.transport": modules("fastcgi http"),
  "http.reverse_proxy.upstreams": modules("a multi srv"),
  "tls.ca_pool.source": modules(
    "combined file http inline pki_intermediate pki_root storage system",
  ),
  "tls.client_auth.verifier": modules("leaf"),
  "tls.get_certificate": modules("http tailscale"),
  "tls.issuance": modules("acme internal zerossl"),
  "tls.leaf_cert_loader": modules("file folder pem storage"),
  "tls.permission": modules("http"),
};

import { FLAG, type Grammar, takes, takesSome } from "../grammar/grammar";
import { namesModule } from "../grammar/modules";
import { duration, integer, oneOf, size, text } from "../grammar/rules";
import { CA_POOL } from "./ca-pool-grammar";

const HTTP: Readonly<Record<string, Grammar>> = {
  read_buffer: takes(size),
  write_buffer: takes(size),
  max_response_header: takes(size),
  dial_timeout: takes(duration),
  dial_fallback_delay: takes(duration),
  response_header_timeout: takes(duration),
  expect_continue_timeout: takes(duration),
  read_timeout: takes(duration),
  write_timeout: takes(duration),
  keepalive: takes((value) => (value === "off" ? undefined : duration(value))),
  keepalive_interval: takes(duration),
  keepalive_idle_conns: takes(integer(0)),
  keepalive_idle_conns_per_host: takes(integer(0)),
  max_conns_per_host: takes(integer(0)),
  versions: takesSome(oneOf("1.1", "2", "h2c", "3")),
  compression: takes(oneOf("off")),
  proxy_protocol: takes(oneOf("v1", "v2")),
  resolvers: takesSome(text),
  local_address: takes(text),
  forward_proxy_url: takes(text),
  network_proxy: namesModule("caddy.network_proxy"),
  tls: FLAG,
  tls_server_name: takes(text),
  tls_insecure_skip_verify: FLAG,
  tls_timeout: takes(duration),
  tls_trust_pool: CA_POOL,
  tls_trusted_ca_certs: takesSome(text),
  tls_client_auth: { args: [text], optional: [text] },
  tls_curves: takesSome(text),
  tls_renegotiation: takes(oneOf("never", "once", "freely")),
  tls_except_ports: takesSome(integer(1, 65535)),
};

const FASTCGI: Readonly<Record<string, Grammar>> = {
  root: takes(text),
  split: takesSome(text),
  env: takes(text, text),
  resolve_root_symlink: FLAG,
  capture_stderr: FLAG,
};

/** The grammar of this option. */
export const TRANSPORT: Grammar = {
  ...namesModule("http.reverse_proxy.transport", (name) =>
    name === "http" || name === "fastcgi" ? { block: { ...HTTP, ...FASTCGI } } : undefined,
  ),
  check: ({ args: [name, ...others] }) =>
    (name === "http" || name === "fastcgi") && others.length > 0
      ? `must have at most 1 argument, got ${others.length + 1}.`
      : undefined,
};

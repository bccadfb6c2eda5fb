import {
  ANYTHING,
  FLAG,
  type Grammar,
  isModule,
  modulesOf,
  namesModule,
  takes,
  takesSome,
  text,
} from "../grammar/grammar";
import { cidr, duration, integer, oneOf, port, size } from "../grammar/rules";
import { type Directive, directive } from "../model/directive";
import { CACHE_OPTIONS } from "./cache";
import { LOGGER } from "./log-grammar";
import { PKI } from "./pki-grammar";
import { DIRECTIVES } from "./registry";
import { DNS, ISSUER, KEY_TYPE, PREFERRED_CHAINS } from "./tls-grammar";

/** The longest pause, and the least bytes a second. */
const IDLE: Grammar = { args: [duration], optional: [integer(0)] };

/** Options of which Caddy takes the values of all, in one container or in several. */
export const ADDED_UP: ReadonlySet<string> = new Set(
  "order cert_issuer tls_automate_names default_bind filesystem layer4".split(" "),
);

/** Options that a container may have several times. */
export const REPEATABLE_OPTIONS: ReadonlySet<string> = new Set([
  ...ADDED_UP,
  "log",
  "servers",
  "import",
]);

const SERVERS: Grammar = {
  optional: [text],
  block: {
    name: takes(text),
    trusted_proxies: {
      ...namesModule("http.ip_sources"),
      check: ({ args: [source, ...ranges] }) =>
        source !== "static"
          ? undefined
          : ranges
              .map((range) => (typeof range === "string" ? cidr(range) : undefined))
              .find((problem) => problem !== undefined),
    },
    listener_wrappers: { others: isModule("caddy.listeners") },
    packet_conn_wrappers: { others: isModule("caddy.packetconns") },
    client_ip_headers: takesSome(text),
    protocols: takesSome(oneOf("h1", "h2", "h2c", "h3")),
    trusted_proxies_strict: FLAG,
    trusted_proxies_unix: FLAG,
    max_header_size: takes(size),
    keepalive_interval: takes(duration),
    keepalive_idle: takes(duration),
    keepalive_count: takes(integer(0)),
    enable_full_duplex: FLAG,
    expected_underscore_headers: takesSome(text),
    expected_dot_headers: takesSome(text),
    log_credentials: FLAG,
    strict_sni_host: { optional: [oneOf("on", "insecure_off")] },
    metrics: { block: { per_host: FLAG } },
    trace: FLAG,
    "0rtt": takes(oneOf("off")),
    timeouts: {
      needsBlock: true,
      block: {
        read_body: takes(duration),
        read_body_idle: IDLE,
        write_idle: IDLE,
        write_max_chunk: takes(size),
        read_header: takes(duration),
        write: takes(duration),
        idle: takes(duration),
      },
    },
  },
};

/** `order <directive> first`, `order <directive> after <directive>`. */
const ORDER: Grammar = {
  ...takesSome(text),
  module: (word) =>
    ordered(word).flatMap((name) => modulesOf(directive(name), DIRECTIVES[name] ?? ANYTHING)),
  directives: ordered,
};

function ordered({ args: [first, , other] }: Directive): readonly string[] {
  return [first, other].filter((name) => typeof name === "string");
}

/** The servers of TCP and UDP, whose words only the module knows. */
const LAYER4: Grammar = {
  open: true,
  needsBlock: true,
  module: () => "layer4",
  having: ', such as a BuiltCaddyImage with modules: ["github.com/mholt/caddy-l4@v0.1.2"]',
};

/** The grammar of the global options. */
export const GLOBALS: Grammar = {
  block: {
    debug: FLAG,
    http_port: takes(port),
    https_port: takes(port),
    default_bind: takesSome(text),
    order: ORDER,
    storage: namesModule("caddy.storage"),
    storage_check: takes(oneOf("off")),
    storage_clean_interval: takes((value) => (value === "off" ? undefined : duration(value))),
    renew_interval: takes(duration),
    ocsp_interval: takes(duration),
    acme_ca: takes(text),
    acme_ca_root: takes(text),
    acme_dns: DNS,
    dns: { ...DNS, args: [text] },
    acme_eab: { needsBlock: true, block: { key_id: takes(text), mac_key: takes(text) } },
    cert_issuer: ISSUER,
    skip_install_trust: FLAG,
    email: takes(text),
    admin: { optional: [text], block: { enforce_origin: FLAG, origins: takesSome(text) } },
    on_demand_tls: {
      needsBlock: true,
      block: { ask: takes(text), permission: namesModule("tls.permission") },
    },
    local_certs: FLAG,
    key_type: KEY_TYPE,
    auto_https: takesSome(
      oneOf("off", "disable_redirects", "disable_certs", "ignore_loaded_certs"),
    ),
    metrics: { block: { per_host: FLAG, observe_catchall_hosts: FLAG, otlp: FLAG } },
    servers: SERVERS,
    ocsp_stapling: takes(oneOf("off")),
    cert_lifetime: takes(duration),
    log: LOGGER,
    preferred_chains: PREFERRED_CHAINS,
    persist_config: takes(oneOf("off")),
    grace_period: takes(duration),
    shutdown_delay: takes(duration),
    default_sni: takes(text),
    fallback_sni: takes(text),
    pki: PKI,
    events: { block: { on: namesModule("events.handlers", undefined, 1) } },
    filesystem: namesModule("caddy.fs", undefined, 1),
    tls_resolvers: takesSome(text),
    tls_automate_names: takesSome(text),
    ech: { ...takesSome(text), block: { dns: { ...DNS, args: [text] } } },
    renewal_window_ratio: takes(text),
    cache: CACHE_OPTIONS,
    layer4: LAYER4,
  },
};

import { directive } from "../../../components/labels";
import { type Guest, global, named, naming, type Place } from "./place";

const OPTIONS = "caddyconfig/httpcaddyfile/options.go";
const SERVERS = "caddyconfig/httpcaddyfile/serveroptions.go";
const LOG = "caddyconfig/httpcaddyfile/builtins.go";
const ENCODERS = "caddy.logging.encoders";
const FILTERS = "caddy.logging.encoders.filter";
const JSON_ENCODER = { name: "json" };
const DELETE = { name: "delete" };

/** A log with this format and its block. */
const format = (name: string, ...words: Parameters<typeof directive>[2] & object) =>
  global("log", [directive("format", [name], words)]);

const field = (guest: Guest) => naming("request>uri", guest);

/** The places in global options. */
export const GLOBAL_PLACES: readonly Place[] = [
  {
    place: "global option.storage",
    namespace: "caddy.storage",
    source: OPTIONS,
    known: { name: "file_system", args: ["/tmp/none"] },
    routing: (guest) => ({ global: [naming("storage", guest)] }),
  },
  {
    place: "global option.dns",
    namespace: "dns.providers",
    source: OPTIONS,
    routing: (guest) => ({ global: [naming("dns", guest)] }),
  },
  {
    place: "global option.acme_dns",
    namespace: "dns.providers",
    source: OPTIONS,
    routing: (guest) => ({ global: [naming("acme_dns", guest)] }),
  },
  {
    place: "global option.ech.dns",
    namespace: "dns.providers",
    source: OPTIONS,
    routing: (guest) => global("ech", [naming("dns", guest)], ["ech.example.com"]),
  },
  {
    place: "global option.cert_issuer",
    namespace: "tls.issuance",
    source: OPTIONS,
    known: { name: "internal" },
    routing: (guest) => ({ global: [naming("cert_issuer", guest)] }),
  },
  {
    place: "global option.on_demand_tls.permission",
    namespace: "tls.permission",
    source: OPTIONS,
    known: { name: "http", args: ["http://127.0.0.1:9/ask"] },
    routing: (guest) => global("on_demand_tls", [naming("permission", guest)]),
  },
  {
    place: "global option.servers.trusted_proxies",
    namespace: "http.ip_sources",
    source: SERVERS,
    known: { name: "static", args: ["10.0.0.0/8"] },
    routing: (guest) => global("servers", [naming("trusted_proxies", guest)]),
  },
  {
    place: "global option.servers.listener_wrappers.nowhere",
    namespace: "caddy.listeners",
    source: SERVERS,
    known: { name: "tls" },
    routing: (guest) => global("servers", [directive("listener_wrappers", [], [named(guest)])]),
  },
  {
    place: "global option.servers.packet_conn_wrappers.nowhere",
    namespace: "caddy.packetconns",
    source: SERVERS,
    routing: (guest) => global("servers", [directive("packet_conn_wrappers", [], [named(guest)])]),
  },
  {
    place: "global option.log.output",
    namespace: "caddy.logging.writers",
    source: LOG,
    known: { name: "discard" },
    routing: (guest) => global("log", [naming("output", guest)]),
  },
  {
    place: "global option.log.core",
    namespace: "caddy.logging.cores",
    source: LOG,
    known: { name: "mock" },
    needs: "a core that writes",
    routing: (guest) => global("log", [naming("core", guest)]),
  },
  {
    place: "global option.log.format",
    namespace: ENCODERS,
    source: LOG,
    known: JSON_ENCODER,
    routing: (guest) => global("log", [naming("format", guest)]),
  },
  {
    place: "global option.log.format.wrap",
    namespace: ENCODERS,
    source: "modules/logging/filterencoder.go",
    known: JSON_ENCODER,
    routing: (guest) => format("filter", naming("wrap", guest), field(DELETE)),
  },
  {
    place: "global option.log.format.request>uri",
    namespace: FILTERS,
    source: "modules/logging/filterencoder.go",
    known: DELETE,
    routing: (guest) => format("filter", field(guest)),
  },
  {
    place: "global option.log.format.fields.request>uri",
    namespace: FILTERS,
    source: "modules/logging/filterencoder.go",
    known: DELETE,
    routing: (guest) => format("filter", directive("fields", [], [field(guest)])),
  },
  {
    place: "global option.log.format.wrap",
    namespace: ENCODERS,
    source: "modules/logging/appendencoder.go",
    known: JSON_ENCODER,
    routing: (guest) => format("append", naming("wrap", guest), directive("from", ["here"])),
  },
  {
    place: "global option.log.format.wrap",
    namespace: ENCODERS,
    source: "modules/logging/journaldencoder.go",
    known: JSON_ENCODER,
    routing: (guest) => format("journald", naming("wrap", guest)),
  },
  {
    place: "global option.log.format.wrap.wrap",
    namespace: ENCODERS,
    source: "modules/logging/filterencoder.go",
    known: JSON_ENCODER,
    routing: (guest) =>
      format(
        "filter",
        field(DELETE),
        directive("wrap", ["filter"], [field(DELETE), naming("wrap", guest)]),
      ),
  },
  {
    place: "global option.events.on",
    namespace: "events.handlers",
    source: "modules/caddyevents/eventsconfig/caddyfile.go",
    routing: (guest) => global("events", [naming("on", guest, "started")]),
  },
  {
    place: "global option.filesystem",
    namespace: "caddy.fs",
    source: "modules/caddyfs/filesystem.go",
    routing: (guest) => ({ global: [naming("filesystem", guest, "assets")] }),
  },
];

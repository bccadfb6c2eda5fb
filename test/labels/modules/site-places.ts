import { type Directive, directive, respond } from "../../../components/labels";
import { type Guest, inSite, named, naming, only, type Place, proxying } from "./place";

const BUILTINS = "caddyconfig/httpcaddyfile/builtins.go";
const POLICY = "modules/caddytls/connpolicy.go";
const POOLS = "modules/caddytls/capools.go";
const ENCODE = "modules/caddyhttp/encode/caddyfile.go";
const HERE = 'site "m.localhost": ';

const tls = (...words: readonly Directive[]) => inSite(directive("tls", [], words));
const clientAuth = (...words: readonly Directive[]) => tls(directive("client_auth", [], words));
const pool = (name: string, ...words: readonly Directive[]) =>
  clientAuth(directive("trust_pool", [name], words));
const encode = (guest: Guest) => naming("encode", guest);

const SYSTEM: Guest = { name: "system" };
const ROOT: Guest = { name: "pki_root", args: ["local"] };
const FOLDER: Guest = { name: "folder", args: ["/tmp/none"] };
const GZIP: Guest = { name: "gzip" };

/** The places in directives about certificates and responses. */
export const SITE_PLACES: readonly Place[] = [
  {
    place: `${HERE}log.output`,
    namespace: "caddy.logging.writers",
    source: BUILTINS,
    known: { name: "discard" },
    routing: (guest) => inSite(directive("log", [], [naming("output", guest)])),
  },
  {
    place: `${HERE}log.format`,
    namespace: "caddy.logging.encoders",
    source: BUILTINS,
    known: { name: "console" },
    routing: (guest) => inSite(directive("log", [], [naming("format", guest)])),
  },
  {
    place: `${HERE}tls.issuer`,
    namespace: "tls.issuance",
    source: BUILTINS,
    known: { name: "internal" },
    routing: (guest) => tls(naming("issuer", guest)),
  },
  {
    place: `${HERE}tls.get_certificate`,
    namespace: "tls.get_certificate",
    source: BUILTINS,
    known: { name: "http", args: ["http://127.0.0.1:9/"] },
    routing: (guest) => tls(naming("get_certificate", guest)),
  },
  {
    place: `${HERE}tls.dns`,
    namespace: "dns.providers",
    source: BUILTINS,
    routing: (guest) => tls(naming("dns", guest)),
  },
  {
    place: `${HERE}tls.issuer.dns`,
    namespace: "dns.providers",
    source: "modules/caddytls/acmeissuer.go",
    routing: (guest) => tls(directive("issuer", ["acme"], [naming("dns", guest)])),
  },
  {
    place: `${HERE}tls.issuer.dns`,
    namespace: "dns.providers",
    source: "modules/caddytls/zerosslissuer.go",
    routing: (guest) => tls(directive("issuer", ["zerossl", "key"], [naming("dns", guest)])),
  },
  {
    place: `${HERE}tls.client_auth.trust_pool`,
    namespace: "tls.ca_pool.source",
    source: POLICY,
    known: SYSTEM,
    routing: (guest) => clientAuth(naming("trust_pool", guest)),
  },
  {
    place: `${HERE}tls.client_auth.trust_pool.tls.ca`,
    namespace: "tls.ca_pool.source",
    source: POOLS,
    known: SYSTEM,
    routing: (guest) => pool("http", directive("tls", [], [naming("ca", guest)])),
  },
  {
    place: `${HERE}tls.client_auth.trust_pool.source`,
    namespace: "tls.ca_pool.source",
    source: POOLS,
    known: ROOT,
    routing: (guest) => pool("combined", naming("source", guest)),
  },
  {
    place: `${HERE}tls.client_auth.trust_pool.storage`,
    namespace: "caddy.storage",
    source: POOLS,
    known: { name: "file_system", args: ["/tmp/none"] },
    needs: "a certificate in that storage",
    routing: (guest) =>
      pool("storage", naming("storage", guest), directive("keys", ["certificate"])),
  },
  {
    place: `${HERE}tls.client_auth.verifier`,
    namespace: "tls.client_auth.verifier",
    source: POLICY,
    known: { name: "leaf", block: [named(FOLDER)] },
    needs: "a folder of certificates",
    routing: (guest) => clientAuth(naming("verifier", guest)),
  },
  {
    place: `${HERE}tls.client_auth.verifier.nowhere`,
    namespace: "tls.leaf_cert_loader",
    source: POLICY,
    known: FOLDER,
    needs: "a folder of certificates",
    routing: (guest) => clientAuth(directive("verifier", ["leaf"], [named(guest)])),
  },
  {
    place: `${HERE}tls.client_auth.verifier`,
    namespace: "tls.leaf_cert_loader",
    source: POLICY,
    known: FOLDER,
    needs: "a folder of certificates",
    routing: ({ name }) => clientAuth(directive("verifier", ["leaf", name, "/tmp/none"])),
  },
  {
    place: `${HERE}encode`,
    namespace: "http.encoders",
    source: ENCODE,
    known: GZIP,
    routing: (guest) => inSite(encode(guest)),
  },
  {
    place: `${HERE}encode.nowhere`,
    namespace: "http.encoders",
    source: ENCODE,
    known: GZIP,
    routing: (guest) => inSite(directive("encode", [], [named(guest)])),
  },
  {
    place: `${HERE}file_server.precompressed`,
    namespace: "http.precompressed",
    source: "modules/caddyhttp/fileserver/caddyfile.go",
    known: { name: "br" },
    routing: (guest) =>
      only(directive("file_server", [], [naming("precompressed", guest, "gzip")])),
  },
  {
    place: `${HERE}templates.extensions.nowhere`,
    namespace: "http.handlers.templates.functions",
    source: "modules/caddyhttp/templates/caddyfile.go",
    routing: (guest) =>
      inSite(directive("templates", [], [directive("extensions", [], [named(guest)])])),
  },
  {
    place: `${HERE}rate_limit.storage`,
    namespace: "caddy.storage",
    source: "caddy-ratelimit/caddyfile.go",
    known: { name: "file_system", args: ["/tmp/none"] },
    routing: (guest) => {
      const zone = [directive("window", ["1s"]), directive("events", [1])];
      const words = [naming("storage", guest), directive("zone", ["all"], zone)];
      return inSite(directive("rate_limit", [], words));
    },
  },
  {
    place: `${HERE}handle.encode`,
    namespace: "http.encoders",
    source: ENCODE,
    known: GZIP,
    routing: (guest) => only(directive("handle", [], [encode(guest), respond("b")])),
  },
  {
    place: 'snippet "shared": encode',
    namespace: "http.encoders",
    source: ENCODE,
    known: GZIP,
    routing: (guest) => ({
      snippets: [{ name: "shared", directives: [encode(guest)] }],
      ...inSite(directive("import", ["shared"])),
    }),
  },
  {
    place: `${HERE}import.encode`,
    namespace: "http.encoders",
    source: ENCODE,
    known: GZIP,
    routing: ({ name }) => ({
      snippets: [{ name: "shared", directives: [directive("encode", ["{args[0]}"])] }],
      ...inSite(directive("import", ["shared", name])),
    }),
  },
  {
    place: `${HERE}import.import.encode`,
    namespace: "http.encoders",
    source: ENCODE,
    known: GZIP,
    routing: ({ name }) => ({
      snippets: [
        { name: "inner", directives: [directive("encode", ["{args[0]}"])] },
        { name: "shared", directives: [directive("import", ["inner", "{args[0]}"])] },
      ],
      ...inSite(directive("import", ["shared", name])),
    }),
  },
  {
    place: 'named route "shared": encode',
    namespace: "http.encoders",
    source: ENCODE,
    known: GZIP,
    routing: (guest) => ({
      routes: [{ name: "shared", directives: [encode(guest), respond("b")] }],
      ...only(directive("invoke", ["shared"])),
    }),
  },
  {
    place: `${HERE}reverse_proxy.handle_response.encode`,
    namespace: "http.encoders",
    source: ENCODE,
    known: GZIP,
    routing: (guest) => proxying(directive("handle_response", [], [encode(guest), respond("b")])),
  },
];

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sourcesOf } from "../oracle-binary";

/** The Go modules that load modules by a word of a Caddyfile, and the prefix of their file names. */
const SOURCES = {
  "github.com/caddyserver/caddy/v2": "",
  "github.com/mholt/caddy-ratelimit": "caddy-ratelimit/",
};

/** Prefixes that no place of a program has. */
const ELSEWHERE = new Set([
  // The name of a logger.
  "caddyconfig/httpcaddyfile/builtins.go http.log.access",
  // The matchers of a site are typed.
  "caddyconfig/httpcaddyfile/httptype.go http.matchers",
  // A command.
  "modules/caddyhttp/fileserver/command.go http.precompressed",
  // The policies of connections, which the directive tls does not read.
  "modules/caddytls/connpolicy.go tls.handshake_match",
]);

/** `<file> <namespace>` of all code that loads a module by a word of a Caddyfile. */
export function lookups(): string[] {
  const found = Object.entries(SOURCES).flatMap(([module, prefix]) => {
    const folder = sourcesOf(module);
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => path.endsWith(".go") && !path.endsWith("_test.go"))
      .flatMap((path) => {
        const namespaces = namespacesIn(readFileSync(join(folder, path), "utf8"));
        return namespaces.map((namespace) => `${prefix}${path} ${namespace}`);
      });
  });
  return [...new Set(found)].filter((each) => !ELSEWHERE.has(each)).sort();
}

function namespacesIn(code: string): string[] {
  if (!/\b(UnmarshalModule|GetModule)\(/.test(code)) return [];
  return [...code.matchAll(/"((?:\w+\.)+)" ?\+/g)].map(([, dotted = ""]) => dotted.slice(0, -1));
}

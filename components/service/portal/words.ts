// The words of a portal's page for directives, certificates and faults.
import {
  type Argument,
  isPublicName,
  isServedOverTls,
  parseAddress,
  type Site,
} from "../../labels";
import { kindsOf, type Toxic } from "../../toxics/toxic";

/** Directives whose names tell a reader of the page little. Others stand there as Caddy spells them. */
const FEATURES: Readonly<Record<string, string>> = {
  basic_auth: "password",
  bounded_cache: "cache",
  encode: "compression",
  file_server: "files",
  forward_auth: "single sign-on",
  handle_errors: "error pages",
  header: "response headers",
  log: "access log",
  php_fastcgi: "PHP",
  rate_limit: "rate limit",
  redir: "redirect",
  request_body: "body limit",
  request_header: "request headers",
  respond: "fixed answer",
  reverse_proxy: "proxy",
  try_files: "tried files",
  uri: "changed path",
};

/** Features that the page shows elsewhere, or that are no option of a person's. */
const UNTOLD = /^(tls|root|handle_errors|log_(skip|name|append)|vars|copy_response(_headers)?)\b/;

/** A feature of the outline in words: `rate_limit /api/*` is `rate limit /api/*`. */
export function featureWords(features: readonly string[]): string[] {
  const told = features.filter((feature) => !UNTOLD.test(feature));
  const words = told.map((feature) => {
    const [, name = "", rest = ""] = /^(\S+)(.*)$/s.exec(feature) ?? [];
    return (FEATURES[name] ?? name.replaceAll("_", " ")) + rest;
  });
  return [...new Set(words)];
}

/** Where the certificate of a site's address comes from; `undefined` where nothing tells. */
export function certificateWords(address: Argument, { directives }: Site): string | undefined {
  if (typeof address !== "string") return undefined;
  if (!isServedOverTls(address)) return "none, plain http";
  const tls = directives.find(({ name }) => name === "tls");
  if (tls?.args[0] === "internal") return "Caddy's own CA";
  if (tls?.args.length === 2) return "files on the Docker host";
  const { host } = parseAddress(address);
  const byAcme = tls?.block.some(({ name, args }) => name === "issuer" && args[0] === "acme");
  return byAcme || isPublicName(host) ? "a CA, by ACME" : "Caddy's own CA";
}

/** A toxic in words: `latency 200ms, jitter 50ms, 10 % of connections`, `slow close: delay 2s, upstream`. */
export function toxicWords(toxic: Toxic): string {
  const [kind] = kindsOf(toxic);
  if (kind === undefined) return "";
  const values = Object.entries(toxic[kind] ?? {}).map(
    ([name, value]) => `${spaced(name)} ${value}`,
  );
  const { stream, toxicity } = toxic;
  const share = toxicity === undefined ? undefined : Number((toxicity * 100).toPrecision(6));
  const all = [
    ...values,
    ...(stream === undefined ? [] : [stream]),
    ...(share === undefined ? [] : [`${share} % of connections`]),
  ].join(", ");
  const title = spaced(kind);
  if (all === "") return title;
  return all.startsWith(`${title} `) ? all : `${title}: ${all}`;
}

/** `slowClose` in words: `slow close`. */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

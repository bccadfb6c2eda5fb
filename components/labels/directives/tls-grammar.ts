import {
  ANYTHING,
  FLAG,
  type Grammar,
  isModule,
  moduleIds,
  namesModule,
  takes,
  takesSome,
  text,
  type Words,
} from "../grammar/grammar";
import { duration, integer, oneOf, port, quoted, ratio } from "../grammar/rules";
import { STANDARD_MODULES } from "../grammar/standard-modules";
import type { Directive } from "../model/directive";

/** A source of CAs to trust. */
export const CA_POOL: Grammar = namesModule("tls.ca_pool.source", (name) => POOLS[name]);

const POOLS: Words = {
  combined: { ...ANYTHING, block: { source: CA_POOL } },
  http: { ...ANYTHING, block: { tls: { ...ANYTHING, block: { ca: CA_POOL } } } },
  storage: { ...ANYTHING, block: { storage: namesModule("caddy.storage") } },
};

const LOADERS = "tls.leaf_cert_loader";

/** A verifier of client certificates; `leaf` may name its loader on its line. */
const VERIFIER: Grammar = {
  ...namesModule("tls.client_auth.verifier", (name) =>
    name === "leaf" ? { others: isModule(LOADERS) } : undefined,
  ),
  module: ({ args: [verifier, ...others] }) => [
    ...moduleIds("tls.client_auth.verifier", [verifier]),
    ...(verifier === "leaf" && others.length > 1 ? moduleIds(LOADERS, others.slice(0, 1)) : []),
  ],
};

/** A provider of DNS records. Default: that of the global option `dns`. */
export const DNS: Grammar = { ...namesModule("dns.providers"), args: [] };

/** Options of the DNS challenge. */
const CHALLENGE: Words = {
  dns: DNS,
  resolvers: takesSome(text),
  propagation_delay: takes(duration),
  propagation_timeout: takes((value) => (value === "-1" ? undefined : duration(value))),
  dns_ttl: takes(duration),
  dns_challenge_override_domain: takes(text),
};

/** Which of a CA's chains of certificates Caddy takes. */
export const PREFERRED_CHAINS: Grammar = {
  optional: [oneOf("smallest")],
  block: { root_common_name: takesSome(text), any_common_name: takesSome(text) },
};

/** An issuer of Caddy's; they share most options. */
const STANDARD: Grammar = {
  rest: text,
  block: {
    ...CHALLENGE,
    lifetime: takes(duration),
    dir: takes(text),
    test_dir: takes(text),
    email: takes(text),
    timeout: takes(duration),
    profile: takes(text),
    distributed: takes(text),
    alt_http_port: takes(port),
    alt_tlsalpn_port: takes(port),
    eab: takes(text, text),
    trusted_roots: takesSome(text),
    preferred_chains: PREFERRED_CHAINS,
    ca: takes(text),
    sign_with_root: FLAG,
    validity_days: takes(integer(1)),
    disable_http_challenge: FLAG,
    disable_tlsalpn_challenge: FLAG,
  },
};

/** An issuer of certificates. */
export const ISSUER: Grammar = namesModule("tls.issuance", (name) =>
  STANDARD_MODULES["tls.issuance"]?.includes(name) ? STANDARD : undefined,
);

/** The type of a certificate's key. */
export const KEY_TYPE = takes(oneOf("ed25519", "p256", "p384", "rsa2048", "rsa4096"));

const PROTOCOL = oneOf("tls1.2", "tls1.3");
const CURVES = oneOf("x25519mlkem768", "x25519", "secp256r1", "secp384r1", "secp521r1");
const DNS_WORDS = ["dns", "resolvers", "propagation_delay", "propagation_timeout", "dns_ttl"];
const ACME_WORDS = [...DNS_WORDS, "ca", "ca_root", "eab"];

const CLIENT_AUTH: Grammar = {
  needsBlock: true,
  block: {
    mode: takes(oneOf("request", "require", "verify_if_given", "require_and_verify")),
    trust_pool: CA_POOL,
    trusted_ca_cert: takes(text),
    trusted_ca_cert_file: takes(text),
    trusted_leaf_cert: takes(text),
    trusted_leaf_cert_file: takes(text),
    verifier: VERIFIER,
  },
};

export const TLS: Words = {
  tls: {
    optional: [text, text],
    block: {
      ...CHALLENGE,
      protocols: { args: [PROTOCOL], optional: [PROTOCOL] },
      ciphers: takesSome(text),
      curves: takesSome(CURVES),
      client_auth: CLIENT_AUTH,
      alpn: takesSome(text),
      load: takesSome(text),
      ca: takes(text),
      ca_root: takes(text),
      key_type: KEY_TYPE,
      on_demand: FLAG,
      reuse_private_keys: FLAG,
      force_automate: FLAG,
      eab: takes(text, text),
      issuer: ISSUER,
      get_certificate: namesModule("tls.get_certificate"),
      insecure_secrets_log: takes(text),
      renewal_window_ratio: takes(ratio(0, 1)),
    },
    check: certificateProblem,
  },
};

function certificateProblem({ args, block }: Directive): string | undefined {
  const [first] = args;
  const names = block.map(({ name }) => name);
  if (args.length === 0 && block.length === 0) {
    return "must have a source of the certificate. Write tls(internal()).";
  }
  if (
    args.length === 1 &&
    typeof first === "string" &&
    !/@|^(internal|force_automate)$/.test(first)
  ) {
    return `must have internal, an e-mail address or two files, got ${quoted(first)}.`;
  }
  const acme = names.some((name) => ACME_WORDS.includes(name));
  if (first === "internal" && acme) return "must not have ACME options beside internal.";
  const issued = first === "internal" || acme || (typeof first === "string" && first.includes("@"));
  return names.includes("issuer") && issued
    ? "must not have an issuer beside another source of the certificate."
    : undefined;
}

/** An option of the DNS challenge in a `tls` without a provider. */
export function optionWithoutProvider({ block }: Directive): string | undefined {
  const names = block.map(({ name }) => name);
  if (names.includes("dns")) return undefined;
  return names.find((name) => DNS_WORDS.includes(name));
}

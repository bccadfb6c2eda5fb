import { FLAG, type Grammar, takes, takesSome } from "../grammar/grammar";
import { duration, oneOf, quoted, ratio, text } from "../grammar/rules";
import type { Directive } from "../model/directive";

const PROTOCOL = oneOf("tls1.2", "tls1.3");
const CURVES = oneOf("x25519mlkem768", "x25519", "secp256r1", "secp384r1", "secp521r1");
const DNS_WORDS = new Set([
  "dns",
  "resolvers",
  "propagation_delay",
  "propagation_timeout",
  "dns_ttl",
]);

/** The module of a DNS provider. */
const provider = ({ args: [name] }: Directive) =>
  typeof name === "string" ? `dns.providers.${name}` : undefined;

const DNS: Grammar = { optional: [text], rest: text, open: true, module: provider };

const CHALLENGE: Readonly<Record<string, Grammar>> = {
  dns: DNS,
  resolvers: takesSome(text),
  propagation_delay: takes(duration),
  propagation_timeout: takes((value) => (value === "-1" ? undefined : duration(value))),
  dns_ttl: takes(duration),
  dns_challenge_override_domain: takes(text),
};

const ISSUER: Grammar = {
  args: [text],
  rest: text,
  open: true,
  module: ({ args: [name] }) => (typeof name === "string" ? `tls.issuance.${name}` : undefined),
  block: {
    ...CHALLENGE,
    lifetime: takes(duration),
    dir: takes(text),
    test_dir: takes(text),
    email: takes(text),
    timeout: takes(duration),
    disable_http_challenge: FLAG,
    disable_tlsalpn_challenge: FLAG,
  },
};

const CLIENT_AUTH: Grammar = {
  needsBlock: true,
  block: {
    mode: takes(oneOf("request", "require", "verify_if_given", "require_and_verify")),
    trust_pool: { args: [text], rest: text, open: true },
    trusted_ca_cert: takes(text),
    trusted_ca_cert_file: takes(text),
    trusted_leaf_cert: takes(text),
    trusted_leaf_cert_file: takes(text),
    verifier: { args: [text], rest: text, open: true },
  },
};

/** What is known of these directives. */
export const TLS: Readonly<Record<string, Grammar>> = {
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
      key_type: takes(oneOf("ed25519", "p256", "p384", "rsa2048", "rsa4096")),
      on_demand: FLAG,
      reuse_private_keys: FLAG,
      force_automate: FLAG,
      eab: takes(text, text),
      issuer: ISSUER,
      get_certificate: { args: [text], rest: text, open: true },
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
    return "must say where the certificate comes from. Write tls(internal()).";
  }
  if (
    args.length === 1 &&
    typeof first === "string" &&
    !/@|^(internal|force_automate)$/.test(first)
  ) {
    return `must have internal, an e-mail address or two files, got ${quoted(first)}.`;
  }
  const acme = names.some((name) => DNS_WORDS.has(name) || ["ca", "ca_root", "eab"].includes(name));
  if (first === "internal" && acme) return "must not have options of ACME beside internal.";
  const issued = first === "internal" || acme || (typeof first === "string" && first.includes("@"));
  if (names.includes("issuer") && issued) return "must not have an issuer beside others.";
  const waits = names.find((name) => DNS_WORDS.has(name) && name !== "dns");
  return waits !== undefined && !names.includes("dns")
    ? `must have dns beside ${waits}.`
    : undefined;
}

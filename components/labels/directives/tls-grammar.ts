import { FLAG, type Grammar, takes, takesSome } from "../grammar/grammar";
import { namesModule } from "../grammar/modules";
import { oneOf, quoted, ratio, text } from "../grammar/rules";
import type { Directive } from "../model/directive";
import { CA_POOL, VERIFIER } from "./ca-pool-grammar";
import { CHALLENGE, ISSUER } from "./issuer-grammar";

const PROTOCOL = oneOf("tls1.2", "tls1.3");
const CURVES = oneOf("x25519mlkem768", "x25519", "secp256r1", "secp384r1", "secp521r1");
const DNS_WORDS = new Set([
  "dns",
  "resolvers",
  "propagation_delay",
  "propagation_timeout",
  "dns_ttl",
]);

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

/** The grammar of these directives. */
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

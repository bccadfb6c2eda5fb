import { ANYTHING, FLAG, type Grammar, takes, takesSome } from "../grammar/grammar";
import { namesModule } from "../grammar/modules";
import { duration, text } from "../grammar/rules";
import { STANDARD_MODULES } from "../grammar/standard-modules";

/** A provider of DNS records; without one, it is that of the global option `dns`. */
export const DNS: Grammar = { ...namesModule("dns.providers"), args: [] };

/** How the DNS challenge is done. */
export const CHALLENGE: Readonly<Record<string, Grammar>> = {
  dns: DNS,
  resolvers: takesSome(text),
  propagation_delay: takes(duration),
  propagation_timeout: takes((value) => (value === "-1" ? undefined : duration(value))),
  dns_ttl: takes(duration),
  dns_challenge_override_domain: takes(text),
};

const STANDARD: Grammar = {
  ...ANYTHING,
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

/** Who issues certificates. */
export const ISSUER: Grammar = namesModule("tls.issuance", (name) =>
  STANDARD_MODULES["tls.issuance"]?.includes(name) ? STANDARD : undefined,
);

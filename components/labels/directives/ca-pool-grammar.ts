import { ANYTHING, type Grammar } from "../grammar/grammar";
import { isModule, moduleIds, namesModule } from "../grammar/modules";

/** Where certificates of CAs to trust come from. */
export const CA_POOL: Grammar = namesModule("tls.ca_pool.source", (name) => POOLS[name]);

const POOLS: Readonly<Record<string, Grammar>> = {
  combined: { ...ANYTHING, block: { source: CA_POOL } },
  http: { ...ANYTHING, block: { tls: { ...ANYTHING, block: { ca: CA_POOL } } } },
  storage: { ...ANYTHING, block: { storage: namesModule("caddy.storage") } },
};

const LOADERS = "tls.leaf_cert_loader";

const VERIFIERS = namesModule("tls.client_auth.verifier", (name) =>
  name === "leaf" ? { others: isModule(LOADERS) } : undefined,
);

/** What looks at the certificates of clients; `leaf` may have its loader on its line. */
export const VERIFIER: Grammar = {
  ...VERIFIERS,
  module: ({ args: [verifier, ...others] }) => [
    ...moduleIds("tls.client_auth.verifier", [verifier]),
    ...(verifier === "leaf" && others.length > 1 ? moduleIds(LOADERS, others.slice(0, 1)) : []),
  ],
};

// Waits for routes that lack nothing but a certificate.

import type { LogLine } from "../containers/output";
import { pendingCertificates, pendingText } from "./certificates";
import type { Answer } from "./probe";

/** Milliseconds between two looks at the log. */
const INTERVAL = 1_000;

/** How many of the last lines of a log can have the reason. */
export const CERTIFICATE_LINES = 2_000;

/** Looks at the answers that are missing; `late` where it is the last look. */
type Watch = (silent: readonly Answer[], late: boolean) => Promise<string[] | undefined>;

/**
 * Watches for the moment when nothing but certificates keeps routes from answering, and each attempt to get one has
 * failed, or it is late. It then returns a text for each host, before that `undefined`.
 *
 * @param read reads the log of what gets the certificates.
 */
export function watchCertificates(read: () => Promise<readonly LogLine[]>): Watch {
  const began = Date.now();
  let looked = began;
  return async (silent, late) => {
    if (!late && Date.now() - looked < INTERVAL) return undefined;
    const pending = await uncertified(silent, read);
    looked = Date.now();
    const settled = pending?.every(({ failed }) => late || (failed?.time ?? 0) >= began);
    return settled ? pending?.map(pendingText) : undefined;
  };
}

/** The certificates that Caddy is trying to get, if nothing else keeps these routes from answering. */
async function uncertified(silent: readonly Answer[], read: () => Promise<readonly LogLine[]>) {
  if (!silent.every((answer) => answer.uncertified)) return undefined;
  const hosts = [...new Set(silent.map(({ url }) => new URL(url).hostname))];
  const pending = pendingCertificates(await read(), hosts);
  return pending.length === hosts.length ? pending : undefined;
}

import type { Directive } from "./directive";

/** One site block: the addresses it answers, and what it does with their requests. */
export interface Site {
  readonly addresses: readonly string[];
  readonly directives: readonly Directive[];
}

/**
 * Declares a site.
 *
 * The addresses are written in one canonical spelling, sorted, because the plugin merges the
 * sites of replicas only where they are spelled alike.
 */
export function site(addresses: readonly string[], ...directives: readonly Directive[]): Site {
  return { addresses: [...addresses].sort(), directives };
}

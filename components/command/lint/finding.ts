import type { Place } from "../compose/tree";

/** How much a finding matters. */
export const Severity = {
  /** Caddy or the plugin would refuse it, or do something else. */
  Error: "error",
  /** Only the proxy can tell, by its image or by what it reads beside the labels. */
  Warning: "warning",
} as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** A problem of labels. */
export interface Finding {
  readonly severity: Severity;
  readonly place: Place;
  readonly service?: string;
  readonly label?: string;
  readonly message: string;
}

import type { LabelledContainer } from "../../labels/caddyfile/generate";
import { EMPTY_CADDYFILE, unprocessed } from "../../labels/caddyfile/generate";
import { expandTemplates } from "../../labels/caddyfile/template";

/** A configuration that Caddy tries. */
export interface Configuration {
  /** The containers whose labels make it, the newest first, with the prefix `caddy`. */
  readonly containers: readonly LabelledContainer[];
  /** One of them: sites that have nothing of its labels are left out. Default: none is. */
  readonly about?: LabelledContainer;
}

/** The Caddyfile of a configuration. */
export function textOf({ containers, about }: Configuration, base?: string): string {
  return unprocessed(containers, filled, { base, about }) || EMPTY_CADDYFILE;
}

/** Whether labels have no template whose value only the plugin knows, which Caddy may refuse as "unknown". */
export function isKnown(labels: Readonly<Record<string, unknown>>): boolean {
  try {
    for (const value of Object.values(labels)) expandTemplates(String(value), []);
    return true;
  } catch {
    return false;
  }
}

/** A value with its templates filled in; with "unknown" where only the plugin knows the value. */
function filled(value: string, ips: readonly string[]): string {
  try {
    return expandTemplates(value, ips);
  } catch {
    return value.replace(/\{\{.*?\}\}/gs, "unknown");
  }
}

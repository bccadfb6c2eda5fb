import type { Argument } from "./argument";
import type { Directive } from "./directive";

/** A site block: its addresses, and the directives that handle their requests. */
export interface Site {
  readonly addresses: readonly Argument[];
  readonly directives: readonly Directive[];
}

/** Directives that several sites share. */
export interface Snippet {
  readonly name: string;
  readonly directives: readonly Directive[];
}

/** Directives that several sites run. Caddy keeps one copy, unlike the copies of a snippet. */
export interface NamedRoute {
  readonly name: string;
  readonly directives: readonly Directive[];
}

/** The routing of one container, as plain data; `renderLabels` turns it into labels. */
export interface Routing {
  /** Options of the whole proxy; the plugin merges them with those of all other containers. */
  readonly global?: readonly Directive[];
  readonly snippets?: readonly Snippet[];
  readonly routes?: readonly NamedRoute[];
  readonly sites?: readonly Site[];
}

/** Declarations outside a container that its labels can refer to. */
export interface Surroundings {
  /** Global options that the entry point sets. */
  readonly global?: readonly Directive[];
  /** Snippets of the entry point or of other containers. */
  readonly snippets?: readonly Snippet[];
  /** Named routes of the entry point or of other containers. */
  readonly routes?: readonly NamedRoute[];
  /** Modules of the proxy's image beyond the standard ones. Default: none. */
  readonly modules?: readonly string[];
  /** Directives and global options of those modules that have no builder here. */
  readonly directives?: readonly string[];
  /**
   * Whether the image may have more of both, which are not known yet: names of modules and directives are then not
   * checked. Default: false.
   */
  readonly incomplete?: boolean;
  /** Snippets of the proxy's base Caddyfile and files of its container that directives import. */
  readonly imports?: readonly string[];
}

/** The modules beyond the standard ones in a `BuiltCaddyImage`. */
export const IMAGE_MODULES: readonly string[] = [
  "http.handlers.rate_limit",
  "http.handlers.cache",
  "http.handlers.bounded_cache",
  "http.handlers.certificate_metrics",
];

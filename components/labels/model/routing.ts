import type { Argument } from "./argument";
import type { Directive } from "./directive";

/** One site block: the addresses it answers, and what it does with their requests. */
export interface Site {
  readonly addresses: readonly Argument[];
  readonly directives: readonly Directive[];
}

/** Directives that several sites share. */
export interface Snippet {
  readonly name: string;
  readonly directives: readonly Directive[];
}

/** Directives that are kept once and run by several sites; they cost less than a snippet's copies. */
export interface NamedRoute {
  readonly name: string;
  readonly directives: readonly Directive[];
}

/** The routing of one container, as plain data; labels are its other form. */
export interface Routing {
  /** Options of the whole proxy; they are merged with those of every other container. */
  readonly global?: readonly Directive[];
  readonly snippets?: readonly Snippet[];
  readonly routes?: readonly NamedRoute[];
  readonly sites?: readonly Site[];
}

/** What a container's labels may count on, because it is declared elsewhere. */
export interface Surroundings {
  /** Global options that the entry point sets. */
  readonly global?: readonly Directive[];
  /** Snippets of the entry point or of other containers. */
  readonly snippets?: readonly Snippet[];
  /** Named routes of the entry point or of other containers. */
  readonly routes?: readonly NamedRoute[];
  /** Modules of the proxy's image beyond the standard ones. Default: none. */
  readonly modules?: readonly string[];
  /** Directives and global options that those modules bring and that have no builder here. */
  readonly directives?: readonly string[];
}

/** The modules, beyond Caddy's standard ones, of an image with rate limits and a cache. */
export const IMAGE_MODULES: readonly string[] = [
  "http.handlers.rate_limit",
  "http.handlers.cache",
  "http.handlers.bounded_cache",
];

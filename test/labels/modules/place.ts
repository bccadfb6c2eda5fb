import {
  type Argument,
  type Directive,
  directive,
  type Routing,
  site,
} from "../../../components/labels";

/** A module as a Caddyfile names it: its name, and what stands after it. */
export interface Guest {
  readonly name: string;
  readonly args?: readonly Argument[];
  readonly block?: readonly Directive[];
}

/** A place in which a word names a module. */
export interface Place {
  /** As a message says it. */
  readonly place: string;
  /** What Caddy puts before the name there. */
  readonly namespace: string;
  /** The file of Caddy, or of a module of our image, that does it. */
  readonly source: string;
  /** A standard module in that place. Default: Caddy has none. */
  readonly known?: Guest;
  /** What the standard one asks for when it is loaded and a test lacks: it is adapted only. */
  readonly needs?: string;
  /** The routing with a module in that place. */
  readonly routing: (guest: Guest) => Routing;
}

/** A word whose arguments end with a module: `on started exec`. */
export function naming(word: string, guest: Guest, ...before: readonly Argument[]): Directive {
  return directive(word, [...before, guest.name, ...(guest.args ?? [])], guest.block);
}

/** A word that is a module. */
export function named({ name, args, block }: Guest): Directive {
  return directive(name, args, block);
}

/** A global option with these words in its block. */
export function global(name: string, words: readonly Directive[], args: readonly string[] = []) {
  return { global: [directive(name, args, words)] };
}

/** A site of these directives. */
export function only(...words: readonly Directive[]): Routing {
  return { sites: [site("m.localhost", ...words)] };
}

/** A site of these directives and one that answers. */
export function inSite(...words: readonly Directive[]): Routing {
  return only(...words, directive("respond", ["a"]));
}

/** A site that leads to an upstream, with these words about it. */
export function proxying(...words: readonly Directive[]): Routing {
  return only(directive("reverse_proxy", ["app:80"], words));
}

import {
  type Argument,
  type Directive,
  directive,
  type Routing,
  site,
} from "../../../components/labels";

/** A module in a Caddyfile: its name, arguments and block. */
export interface Guest {
  readonly name: string;
  readonly args?: readonly Argument[];
  readonly block?: readonly Directive[];
}

/** A place in a Caddyfile that names a module. */
export interface Place {
  /** The place in messages. */
  readonly place: string;
  /** The namespace of the module. */
  readonly namespace: string;
  /** The source file, of Caddy or of a module of our image, that loads the module. */
  readonly source: string;
  /** A standard module of the namespace. Default: Caddy has none. */
  readonly known?: Guest;
  /** Why a test cannot load the standard module; it is only adapted. */
  readonly needs?: string;
  /** A routing with a module in that place. */
  readonly routing: (guest: Guest) => Routing;
}

/** A word with a module as its last argument: `on started exec`. */
export function naming(word: string, guest: Guest, ...before: readonly Argument[]): Directive {
  return directive(word, [...before, guest.name, ...(guest.args ?? [])], guest.block);
}

/** A word that is a module. */
export function named({ name, args, block }: Guest): Directive {
  return directive(name, args, block);
}

/** A global option with this block. */
export function global(name: string, words: readonly Directive[], args: readonly string[] = []) {
  return { global: [directive(name, args, words)] };
}

/** A site with these directives. */
export function only(...words: readonly Directive[]): Routing {
  return { sites: [site("m.localhost", ...words)] };
}

/** A site with these directives and one that answers. */
export function inSite(...words: readonly Directive[]): Routing {
  return only(...words, directive("respond", ["a"]));
}

/** A site with an upstream and these subdirectives of `reverse_proxy`. */
export function proxying(...words: readonly Directive[]): Routing {
  return only(directive("reverse_proxy", ["app:80"], words));
}

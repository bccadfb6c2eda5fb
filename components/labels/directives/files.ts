import {
  FLAG,
  isModule,
  namesModules,
  takes,
  takesSome,
  text,
  type Words,
} from "../grammar/grammar";
import { integer, oneOf, status } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, optionsOf } from "../model/directive";

/** How Caddy serves files of the proxy's container. */
export interface FileServerOptions {
  /** Default: the site's `root`. */
  readonly root?: Argument;
  /** Lists folders; a string is the path of a template for the list. Default: false. */
  readonly browse?: boolean | Argument;
  /** Files that Caddy does not serve. Default: none. */
  readonly hide?: readonly Argument[];
  /** Files that Caddy serves for a folder. Default: index.html and index.txt. */
  readonly index?: readonly Argument[];
  /** Formats of compressed files beside the originals. Default: none. */
  readonly precompressed?: readonly ("gzip" | "br" | "zstd")[];
  /** The status of every response. Default: 200. */
  readonly status?: number;
  /** Whether the next handler gets requests for missing files. Default: false, a 404. */
  readonly passThru?: boolean;
  /** Disables redirects to a folder's path with "/", and a file's without. Default: false. */
  readonly disableCanonicalUris?: boolean;
}

/** Serves files of the proxy's container, not of the labelled one. */
export function fileServer(options: FileServerOptions = {}): Directive {
  return directive("file_server", [], optionsOf(options));
}

/** The folder in the proxy's container of `fileServer`, `tryFiles` and `templates`. */
export function root(path: Argument): Directive {
  return directive("root", [path]);
}

/** The file system of `fileServer` and `root`, which the global option `filesystem` declares. */
export function fileSystem(name: Argument): Directive {
  return directive("fs", [name]);
}

/** Which responses are templates. */
export interface TemplatesOptions {
  /** Media types. Default: text/html, text/plain and text/markdown. */
  readonly mime?: readonly Argument[];
  /** The folder of included files. Default: the site's `root`. */
  readonly root?: Argument;
}

/** Executes responses as Caddy's Go templates. */
export function templates(options: TemplatesOptions = {}): Directive {
  return directive("templates", [], optionsOf(options));
}

export const FILES: Words = {
  file_server: {
    matcher: "any",
    optional: [oneOf("browse")],
    block: {
      fs: takes(text),
      root: takes(text),
      hide: takesSome(text),
      index: takesSome(text),
      browse: {
        optional: [text],
        block: {
          reveal_symlinks: FLAG,
          sort: takesSome(text),
          file_limit: takes(integer(1)),
          plain_time_format: takes(text),
        },
      },
      precompressed: namesModules("http.precompressed"),
      status: takes(status),
      pass_thru: FLAG,
      disable_canonical_uris: FLAG,
      etag_file_extensions: takesSome(text),
    },
    terminal: true,
  },
  root: { matcher: "any", alone: true, args: [text] },
  fs: { matcher: "any", args: [text] },
  templates: {
    matcher: "any",
    block: {
      mime: takesSome(text),
      between: takes(text, text),
      root: takes(text),
      extensions: { others: isModule("http.handlers.templates.functions") },
    },
  },
};

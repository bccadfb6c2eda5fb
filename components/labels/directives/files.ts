import { FLAG, type Grammar, takes, takesSome } from "../grammar/grammar";
import { isModule, namesModules } from "../grammar/modules";
import { integer, oneOf, status, text } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, option } from "../model/directive";

/** How files are served. They are those of the proxy's container, not of the labelled one. */
export interface FileServerOptions {
  /** Default: the site's `root`. */
  readonly root?: Argument;
  /** Lists folders; an own template may say how. */
  readonly browse?: boolean | Argument;
  readonly hide?: readonly Argument[];
  /** Default: index.html and index.txt. */
  readonly index?: readonly Argument[];
  readonly precompressed?: readonly ("gzip" | "br" | "zstd")[];
  /** The status of every answer. Default: 200. */
  readonly status?: number;
  /** Passes on what is not found. Default: false. */
  readonly passThru?: boolean;
  readonly disableCanonicalUris?: boolean;
}

/** Serves files of the proxy's container. */
export function fileServer(options: FileServerOptions = {}): Directive {
  return directive(
    "file_server",
    [],
    [
      ...option("root", options.root),
      ...option("browse", options.browse),
      ...option("hide", options.hide ?? []),
      ...option("index", options.index ?? []),
      ...option("precompressed", options.precompressed ?? []),
      ...option("status", options.status),
      ...option("pass_thru", options.passThru),
      ...option("disable_canonical_uris", options.disableCanonicalUris),
    ],
  );
}

/** The folder of the proxy's container that `fileServer`, `tryFiles` and `templates` read. */
export function root(path: Argument): Directive {
  return directive("root", [path]);
}

/** Which answers are templates, and how they are written. */
export interface TemplatesOptions {
  /** Default: text/html, text/plain and text/markdown. */
  readonly mime?: readonly Argument[];
  readonly root?: Argument;
}

/** Executes answers as Go templates of Caddy. */
export function templates(options: TemplatesOptions = {}): Directive {
  return directive(
    "templates",
    [],
    [...option("mime", options.mime ?? []), ...option("root", options.root)],
  );
}

const BROWSE: Grammar = {
  optional: [text],
  block: {
    reveal_symlinks: FLAG,
    sort: takesSome(text),
    file_limit: takes(integer(1)),
    plain_time_format: takes(text),
  },
};

/** The grammar of these directives. */
export const FILES: Readonly<Record<string, Grammar>> = {
  file_server: {
    matcher: "any",
    optional: [oneOf("browse")],
    block: {
      fs: takes(text),
      root: takes(text),
      hide: takesSome(text),
      index: takesSome(text),
      browse: BROWSE,
      precompressed: namesModules("http.precompressed"),
      status: takes(status),
      pass_thru: FLAG,
      disable_canonical_uris: FLAG,
      etag_file_extensions: takesSome(text),
    },
    terminal: true,
  },
  root: { matcher: "any", args: [text] },
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

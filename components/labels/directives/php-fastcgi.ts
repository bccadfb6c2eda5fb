import { FLAG, takes, takesSome, text, type Words } from "../grammar/grammar";
import { duration } from "../grammar/rules";
import { type Argument, type Duration, isVariable } from "../model/argument";
import { type Directive, directive, optionsOf } from "../model/directive";
import { sortedEntries } from "../model/matcher";
import { type ReverseProxyOptions, upstreamDirective } from "./reverse-proxy";
import { PROXY } from "./reverse-proxy-grammar";

/** The upstreams that run PHP, and which requests they get; `to` or `dynamic` is required. */
export interface PhpFastCgiOptions extends Omit<ReverseProxyOptions, "transport"> {
  /** The folder of the scripts in the upstream's container. Default: the site's `root`. */
  readonly root?: Argument;
  /** Where the path of a script ends. Default: `.php`. */
  readonly split?: readonly string[];
  /** The script for a folder, and for paths without a file; `off` for none. Default: `index.php`. */
  readonly index?: Argument;
  /** The files that Caddy looks for. Default: `{path}`, `{path}/index.php` and `index.php`. */
  readonly tryFiles?: readonly Argument[];
  /** Additional variables of the environment. */
  readonly env?: Readonly<Record<string, Argument>>;
  /** Whether Caddy sends the path that `root` links to. Default: false. */
  readonly resolveRootSymlink?: boolean;
  /** To connect. Default: 3s. */
  readonly dialTimeout?: Duration;
  /** To read the next part of a response. Default: none. */
  readonly readTimeout?: Duration;
  /** To write the next part of a request. Default: none. */
  readonly writeTimeout?: Duration;
  /** Whether Caddy logs what scripts write to standard error. Default: false. */
  readonly captureStderr?: boolean;
}

/**
 * Sends requests for PHP to an upstream that speaks FastCGI, and leaves those for other files to
 * `fileServer`: `phpFastCgi({ to: upstreams(9000), root: "/var/www/html" })`.
 */
export function phpFastCgi(options: Argument | readonly Argument[] | PhpFastCgiOptions): Directive {
  if (typeof options === "string" || isVariable(options) || isList(options)) {
    return phpFastCgi({ to: options });
  }
  const { root, split, index, tryFiles, env = {}, resolveRootSymlink, ...more } = options;
  const { dialTimeout, readTimeout, writeTimeout, captureStderr, ...proxy } = more;
  const timeouts = { dialTimeout, readTimeout, writeTimeout };
  return upstreamDirective("php_fastcgi", proxy, [
    ...optionsOf({ root, split, index, tryFiles, resolveRootSymlink, captureStderr, ...timeouts }),
    ...sortedEntries(env).map((entry) => directive("env", entry)),
  ]);
}

function isList(value: unknown): value is readonly Argument[] {
  return Array.isArray(value);
}

const { transport: _none, ...shared } = PROXY.block ?? {};

export const PHP_FASTCGI: Words = {
  php_fastcgi: {
    ...PROXY,
    block: {
      ...shared,
      root: takes(text),
      split: takesSome(text),
      index: takes(text),
      try_files: takesSome(text),
      env: takes(text, text),
      resolve_root_symlink: FLAG,
      dial_timeout: takes(duration),
      read_timeout: takes(duration),
      write_timeout: takes(duration),
      capture_stderr: FLAG,
    },
    terminal: true,
  },
};

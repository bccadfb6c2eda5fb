import { ANYTHING, FLAG, type Grammar, takes, takesSome } from "../grammar/grammar";
import { duration, integer, oneOf, regexp, text, verb } from "../grammar/rules";
import { type Directive, directive, option } from "../model/directive";
import type { Duration } from "../model/units";

/** The most that `maxBodyBytes` may be: the cache has several copies of an answer in memory. */
export const MOST_BODY_BYTES = 5_000_000;

/** How answers are kept. */
export interface CacheOptions {
  /** How long an answer is fresh. Default: 2m. */
  readonly ttl?: Duration;
  /** How long a stale one may still be used. Default: not at all. */
  readonly stale?: Duration;
  /** Verbs whose answers are kept. Default: GET and HEAD. */
  readonly methods?: readonly string[];
  /** Default: strict. */
  readonly mode?: "strict" | "bypass" | "bypass_request" | "bypass_response";
  /** The name that Cache-Status shows. Default: Souin. */
  readonly name?: string;
  /** The header Cache-Control of responses for which the upstream sets none. */
  readonly defaultCacheControl?: string;
  /** A regular expression (RE2) of addresses that are never kept. */
  readonly exclude?: string;
  /** What tells answers of one address apart. Default: verb, scheme, host, path and query. */
  readonly key?: CacheKey;
  /** The bytes of the longest answer that is kept, at most 5,000,000. Default: 1,048,576. */
  readonly maxBodyBytes?: number;
}

/** What tells answers of one address apart. */
export interface CacheKey {
  /** Fields of the request, beside everything else. */
  readonly headers?: readonly string[];
  /** Answers that differ in their query only are one. */
  readonly ignoreQuery?: boolean;
}

/**
 * Keeps answers and gives them again. Streams, ranges, upgrades and answers over `maxBodyBytes` go
 * past the cache as they come; an answer takes as long as the route lets it. All caches of a proxy
 * together keep an eighth of its container's memory, at most 32 MiB, and use as much again for
 * answers under way. Each change of the proxy's configuration empties them.
 *
 * Needs the module `http.handlers.bounded_cache`, which `BuiltCaddyImage` has. That of the directive
 * `cache`, `http.handlers.cache`, holds each answer in memory, however long it is, and ends it after
 * 10 s.
 */
export function cache(options: CacheOptions = {}): Directive {
  const exclude = option("exclude", options.exclude);
  return directive(
    "bounded_cache",
    [],
    [
      ...option("ttl", options.ttl),
      ...option("stale", options.stale),
      ...option("allowed_http_verbs", options.methods ?? []),
      ...option("mode", options.mode),
      ...option("cache_name", options.name),
      ...option("default_cache_control", options.defaultCacheControl),
      ...(exclude.length === 0 ? [] : [directive("regex", [], exclude)]),
      ...keyDirective(options.key),
      ...option("max_cacheable_body_bytes", options.maxBodyBytes),
    ],
  );
}

function keyDirective({ headers = [], ignoreQuery }: CacheKey = {}): Directive[] {
  const words = [...option("headers", headers), ...option("disable_query", ignoreQuery)];
  return words.length === 0 ? [] : [directive("key", [], words)];
}

const MODES = ["strict", "bypass", "bypass_request", "bypass_response"];

/** The grammar of `cache`, which the global option shares. */
export const CACHE_OPTIONS: Grammar = {
  block: {
    ttl: takes(duration),
    stale: takes(duration),
    allowed_http_verbs: takesSome(verb),
    allowed_additional_status_codes: takesSome(integer(100, 599)),
    mode: takes(oneOf(...MODES)),
    cache_name: takes(text),
    default_cache_control: takes(text),
    max_cacheable_body_bytes: takes(integer(0)),
    regex: { needsBlock: true, block: { exclude: takes(regexp) } },
    timeout: { needsBlock: true, block: { backend: takes(duration), cache: takes(duration) } },
    headers: takesSome(text),
    key: ANYTHING,
    cache_keys: ANYTHING,
    api: ANYTHING,
    cdn: ANYTHING,
    log_level: takes(text),
    storers: takesSome(text),
    badger: ANYTHING,
    etcd: ANYTHING,
    nats: ANYTHING,
    nuts: ANYTHING,
    olric: ANYTHING,
    otter: ANYTHING,
    redis: ANYTHING,
    simplefs: ANYTHING,
    disable_coalescing: FLAG,
    disable_surrogate_key: FLAG,
  },
  module: () => "http.handlers.cache",
};

/** Options that the bounded cache has its own mind about, or that are the whole proxy's. */
const {
  api: _api,
  cdn: _cdn,
  timeout: _timeout,
  disable_coalescing: _coalescing,
  disable_surrogate_key: _tags,
  ...BOUNDED
} = CACHE_OPTIONS.block ?? {};

/** The grammar of these directives. */
export const CACHE: Readonly<Record<string, Grammar>> = {
  cache: { ...CACHE_OPTIONS, matcher: "any" },
  bounded_cache: {
    matcher: "any",
    block: { ...BOUNDED, max_cacheable_body_bytes: takes(integer(1, MOST_BODY_BYTES)) },
    module: () => "http.handlers.bounded_cache",
    having: ", such as a BuiltCaddyImage (http.handlers.cache alone has no bounds)",
  },
};

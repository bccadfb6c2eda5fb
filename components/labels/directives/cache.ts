import {
  ANYTHING,
  FLAG,
  type Grammar,
  takes,
  takesSome,
  text,
  type Words,
} from "../grammar/grammar";
import { regexp } from "../grammar/regexp";
import { duration, integer, oneOf, verb } from "../grammar/rules";
import type { Duration } from "../model/argument";
import { blockOption, type Directive, directive, option, optionsOf } from "../model/directive";

/** The upper limit of `maxBodyBytes`: the cache holds several copies of a response in memory. */
export const MOST_BODY_BYTES = 5_000_000;

/** Which responses a cache keeps, and for how long. */
export interface CacheOptions {
  /** How long a response is fresh. Default: 2m. */
  readonly ttl?: Duration;
  /** How long the cache may serve a stale response. Default: never. */
  readonly stale?: Duration;
  /** Methods whose responses are cached. Default: GET and HEAD. */
  readonly methods?: readonly string[];
  /** Which `Cache-Control` headers the cache ignores. Default: strict, which ignores none. */
  readonly mode?: "strict" | "bypass" | "bypass_request" | "bypass_response";
  /** The name in the header Cache-Status. Default: Souin. */
  readonly name?: string;
  /** The header Cache-Control of responses for which the upstream sets none. Default: none. */
  readonly defaultCacheControl?: string;
  /** A regular expression (RE2) of URLs that are never cached. Default: none. */
  readonly exclude?: string;
  /** Default: method, scheme, host, path and query. */
  readonly key?: CacheKey;
  /** Size in bytes of the largest response that is cached, at most 5,000,000. Default: 1,048,576. */
  readonly maxBodyBytes?: number;
}

/** The parts of a request that make up the cache key. */
export interface CacheKey {
  /** Request headers, beside the other parts. Default: none. */
  readonly headers?: readonly string[];
  /** Whether to leave the query out. Default: false. */
  readonly ignoreQuery?: boolean;
}

/**
 * Caches responses. Streams, ranges, upgrades and responses over `maxBodyBytes` bypass the cache. The
 * cache aborts no response. All caches of a proxy share an eighth of its container's memory, at most
 * 32 MiB; responses in transit use as much again. Each change of the proxy's configuration empties
 * them.
 *
 * Needs the module `http.handlers.bounded_cache`, which `BuiltCaddyImage` has. The module of the
 * directive `cache`, `http.handlers.cache`, holds each response in memory whatever its size, and
 * aborts it after 10 s.
 */
export function cache(options: CacheOptions = {}): Directive {
  const { methods, name, exclude, key = {}, maxBodyBytes, ...others } = options;
  const keyOptions = [
    ...option("headers", key.headers),
    ...option("disable_query", key.ignoreQuery),
  ];
  return directive(
    "bounded_cache",
    [],
    [
      ...optionsOf(others),
      ...option("allowed_http_verbs", methods),
      ...option("cache_name", name),
      ...blockOption("regex", option("exclude", exclude)),
      ...blockOption("key", keyOptions),
      ...option("max_cacheable_body_bytes", maxBodyBytes),
    ],
  );
}

/** The grammar of `cache`, which the global option shares. */
export const CACHE_OPTIONS: Grammar = {
  block: {
    ttl: takes(duration),
    stale: takes(duration),
    allowed_http_verbs: takesSome(verb),
    allowed_additional_status_codes: takesSome(integer(100, 599)),
    mode: takes(oneOf("strict", "bypass", "bypass_request", "bypass_response")),
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

/** The options of the bounded cache: it decides some itself, and others belong to the whole proxy. */
const {
  api: _api,
  cdn: _cdn,
  timeout: _timeout,
  disable_coalescing: _coalescing,
  disable_surrogate_key: _tags,
  ...BOUNDED
} = CACHE_OPTIONS.block ?? {};

export const CACHE: Words = {
  cache: { ...CACHE_OPTIONS, matcher: "any" },
  bounded_cache: {
    matcher: "any",
    block: { ...BOUNDED, max_cacheable_body_bytes: takes(integer(1, MOST_BODY_BYTES)) },
    module: () => "http.handlers.bounded_cache",
    having: ", such as a BuiltCaddyImage (http.handlers.cache alone has no bounds)",
  },
};

import { ANYTHING, FLAG, type Grammar, takes, takesSome } from "../grammar/grammar";
import { duration, integer, oneOf, regexp, text, verb } from "../grammar/rules";
import { type Directive, directive, option } from "../model/directive";
import type { Duration } from "../model/units";

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
  /** What Cache-Control is where the upstream says nothing. */
  readonly defaultCacheControl?: string;
  /** A regular expression (RE2) of addresses that are never kept. */
  readonly exclude?: string;
  /** What tells answers of one address apart. Default: verb, scheme, host, path and query. */
  readonly key?: CacheKey;
  /** The bytes of the longest answer that is kept. Default: any. */
  readonly maxBodyBytes?: number;
}

/** What tells answers of one address apart. */
export interface CacheKey {
  /** Fields of the request, beside everything else. */
  readonly headers?: readonly string[];
  /** Answers that differ in their query only are one. */
  readonly ignoreQuery?: boolean;
}

/** Keeps answers and gives them again. Needs the module `http.handlers.cache`. */
export function cache(options: CacheOptions = {}): Directive {
  const exclude = option("exclude", options.exclude);
  return directive(
    "cache",
    [],
    [
      ...option("ttl", options.ttl),
      ...option("stale", options.stale),
      ...option("allowed_http_verbs", options.methods ?? []),
      ...option("mode", options.mode),
      ...option("cache_name", options.name),
      ...option("default_cache_control", options.defaultCacheControl),
      ...(exclude.length === 0 ? [] : [directive("regex", [], exclude)]),
      ...keyWord(options.key),
      ...option("max_cacheable_body_bytes", options.maxBodyBytes),
    ],
  );
}

function keyWord({ headers = [], ignoreQuery }: CacheKey = {}): Directive[] {
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

/** What is known of these directives. */
export const CACHE: Readonly<Record<string, Grammar>> = {
  cache: { ...CACHE_OPTIONS, matcher: "any" },
};

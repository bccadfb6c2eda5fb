import { type Directive, directive, respond } from "../../../components/labels";
import { type Guest, inSite, named, naming, only, type Place, proxying } from "./place";

const PROXY = "modules/caddyhttp/reverseproxy/caddyfile.go";
const POLICIES = "http.reverse_proxy.selection_policies";
const UPSTREAMS = "http.reverse_proxy.upstreams";
const MATCHERS = "http.matchers";
const MATCHING = "modules/caddyhttp/matchers.go";
const HERE = 'site "m.localhost": ';

const FIRST: Guest = { name: "first" };
const LOOKED_UP: Guest = { name: "a", args: ["app.internal", "80"] };
const GET: Guest = { name: "method", args: ["GET"] };

/** A site with dynamic upstreams. */
const finding = (...words: readonly Directive[]) => only(directive("reverse_proxy", [], words));

/** A site of PHP files, with subdirectives of `php_fastcgi`. */
const php = (...words: readonly Directive[]) => only(directive("php_fastcgi", ["php:9000"], words));

const overHttp = (word: Directive) => proxying(directive("transport", ["http"], [word]));

/** A rate limit with this matcher in its zone. */
const limiting = (match: Directive) => {
  const zone = [match, directive("window", ["1s"]), directive("events", [1])];
  return inSite(directive("rate_limit", [], [directive("zone", ["all"], zone)]));
};

/** The places in directives about upstreams, and in matchers. */
export const PROXY_PLACES: readonly Place[] = [
  {
    place: `${HERE}reverse_proxy.dynamic`,
    namespace: UPSTREAMS,
    source: PROXY,
    known: LOOKED_UP,
    routing: (guest) => finding(naming("dynamic", guest)),
  },
  {
    place: `${HERE}reverse_proxy.dynamic.nowhere`,
    namespace: UPSTREAMS,
    source: PROXY,
    known: LOOKED_UP,
    routing: (guest) => finding(directive("dynamic", ["multi"], [named(guest)])),
  },
  {
    place: `${HERE}reverse_proxy.lb_policy`,
    namespace: POLICIES,
    source: PROXY,
    known: FIRST,
    routing: (guest) => proxying(naming("lb_policy", guest)),
  },
  {
    place: `${HERE}reverse_proxy.lb_policy.fallback`,
    namespace: POLICIES,
    source: "modules/caddyhttp/reverseproxy/selectionpolicies.go",
    known: FIRST,
    routing: (guest) =>
      proxying(directive("lb_policy", ["header", "X-Seat"], [naming("fallback", guest)])),
  },
  {
    place: `${HERE}reverse_proxy.transport`,
    namespace: "http.reverse_proxy.transport",
    source: PROXY,
    known: { name: "http" },
    routing: (guest) => proxying(naming("transport", guest)),
  },
  {
    place: `${HERE}reverse_proxy.transport.network_proxy`,
    namespace: "caddy.network_proxy",
    source: PROXY,
    known: { name: "none" },
    routing: (guest) => overHttp(naming("network_proxy", guest)),
  },
  {
    place: `${HERE}reverse_proxy.transport.tls_trust_pool`,
    namespace: "tls.ca_pool.source",
    source: PROXY,
    known: { name: "system" },
    routing: (guest) => overHttp(naming("tls_trust_pool", guest)),
  },
  {
    place: `${HERE}forward_auth.lb_policy`,
    namespace: POLICIES,
    source: PROXY,
    known: FIRST,
    routing: (guest) => {
      const words = [directive("uri", ["/verify"]), naming("lb_policy", guest)];
      return inSite(directive("forward_auth", ["auth:80"], words));
    },
  },
  {
    place: `${HERE}php_fastcgi.lb_policy`,
    namespace: POLICIES,
    source: PROXY,
    known: FIRST,
    routing: (guest) => php(naming("lb_policy", guest)),
  },
  {
    place: `${HERE}php_fastcgi.handle_response.encode`,
    namespace: "http.encoders",
    source: "modules/caddyhttp/encode/caddyfile.go",
    known: { name: "gzip" },
    routing: (guest) =>
      php(directive("handle_response", [], [naming("encode", guest), respond("b")])),
  },
  {
    place: `${HERE}reverse_proxy.lb_retry_match.nowhere`,
    namespace: MATCHERS,
    source: MATCHING,
    known: GET,
    routing: (guest) => proxying(directive("lb_retry_match", [], [named(guest)])),
  },
  {
    place: `${HERE}reverse_proxy.lb_retry_match.not`,
    namespace: MATCHERS,
    source: MATCHING,
    known: GET,
    routing: (guest) => proxying(directive("lb_retry_match", [], [naming("not", guest)])),
  },
  {
    place: `${HERE}reverse_proxy.lb_retry_match.not.nowhere`,
    namespace: MATCHERS,
    source: MATCHING,
    known: GET,
    routing: (guest) =>
      proxying(directive("lb_retry_match", [], [directive("not", [], [named(guest)])])),
  },
  {
    place: `${HERE}rate_limit.zone.match.nowhere`,
    namespace: MATCHERS,
    source: MATCHING,
    known: GET,
    routing: (guest) => limiting(directive("match", [], [named(guest)])),
  },
  {
    place: `${HERE}rate_limit.zone.match`,
    namespace: MATCHERS,
    source: MATCHING,
    known: GET,
    routing: (guest) => limiting(naming("match", guest)),
  },
];

import fc from "fast-check";
import { TlsMode } from "../../../components/caddy/tls/tls-mode";
import type { ServiceRoute } from "../../../components/service/options/route";
import { RouteOption, type RouteOptions } from "../../../components/service/options/route-options";
import { type ServiceRouting, serviceProblems } from "../../../components/service/options/routing";
import { word } from "../../labels/generated/text";

const time = fc
  .tuple(fc.integer({ min: 1, max: 90 }), fc.constantFrom("ms", "s", "m", "h"))
  .map(([amount, unit]) => `${amount}${unit}`);
const field = fc.constantFrom("Accept", "X-Tenant", "x-api-key", "Origin");
const value = fc.constantFrom("a", "a b", 'say "hi"', "{host}", "50%", "it's; this");
const path = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom("", "/*", "*"))
  .map(([words, end]) => `/${words.join("/")}${end}`);
const addresses = fc.constantFrom<string[]>(["10.0.0.0/8"], ["192.0.2.1", "2001:db8::/32"]);
const verbs = fc.subarray(["GET", "POST", "PUT", "HEAD"], { minLength: 1 });
const values = fc.dictionary(field, value, { minKeys: 1, maxKeys: 2 });
const some = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { minLength: 1, maxLength: 2 });
const partly = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [] });

const headerFields = partly({ set: values, add: values, remove: some(field) });
const log = partly({
  sampling: partly({ interval: time, first: fc.integer({ min: 1, max: 9 }) }),
  redact: partly({ requestHeaders: some(field), responseHeaders: some(field), query: some(word) }),
});

const options: { [K in keyof RouteOptions]-?: fc.Arbitrary<NonNullable<RouteOptions[K]>> } = {
  rateLimit: fc.record(
    { key: value, events: fc.integer({ min: 1, max: 99 }), window: time },
    { requiredKeys: ["events", "window"] },
  ),
  cache: fc.record(
    {
      ttl: time,
      stale: time,
      methods: verbs,
      exclude: some(path),
      headers: some(field),
      ignoreQuery: fc.boolean(),
    },
    { requiredKeys: ["ttl"] },
  ),
  basicAuth: fc.record({ users: some(word), realm: value }, { requiredKeys: ["users"] }),
  forwardAuth: fc.record(
    {
      to: fc.constant("auth:9091"),
      uri: path,
      copyHeaders: some(field),
      loginAt: fc.constantFrom("https://login.example.com", "/oauth2/start?rd={%uri}"),
      paths: fc.constant(["/oauth2/*"]),
    },
    { requiredKeys: ["to", "uri"] },
  ),
  compression: partly({ minimumLength: fc.nat() }),
  securityHeaders: partly({
    hstsMaxAge: fc.nat(),
    hstsIncludeSubDomains: fc.boolean(),
    frameAncestors: fc.constantFrom("'self'", "'none'", "https://example.com"),
    referrerPolicy: fc.constant("no-referrer"),
    removeServer: fc.boolean(),
  }),
  requestHeaders: headerFields,
  responseHeaders: headerFields,
  maxBodySize: fc.constantFrom("1MB", "10KiB"),
  timeouts: partly({
    dial: time,
    responseHeader: time,
    read: time,
    write: time,
    streamClose: time,
  }),
  maintenance: partly({
    body: value,
    retryAfter: fc.integer({ min: 1, max: 99 }),
    allow: addresses,
  }),
  accessLog: log,
};

const answer = fc.constantFrom({}, { redirect: { to: "/new" } }, { respond: { status: 410 } });

/** A route that is valid on its own. */
const route = fc
  .tuple(
    partly({
      path,
      methods: verbs,
      headers: values,
      query: fc.dictionary(word, word, { minKeys: 1, maxKeys: 2 }),
      clientAddresses: addresses,
      rewrite: path,
      port: fc.integer({ min: 1000, max: 9999 }),
      stripPrefix: fc.boolean(),
      without: fc.subarray(Object.values(RouteOption), { minLength: 1 }),
    }),
    partly(options),
    answer,
  )
  .map((parts): ServiceRoute => Object.assign({}, ...parts))
  .filter((each) => serviceProblems({ routes: [each] }).length === 0);

/** A service with any options, its routes' included. */
export const routing: fc.Arbitrary<ServiceRouting> = fc
  .tuple(
    partly(options).filter((each) => serviceProblems(each).length === 0),
    partly({
      health: fc.record({ path, interval: time }, { requiredKeys: ["path"] }),
      routes: fc.array(route, { maxLength: 4 }),
    }),
    fc.constantFrom(...Object.values(TlsMode)),
  )
  .map(([own, others, tls]) => ({
    ...own,
    ...others,
    name: "shop",
    hosts: ["shop.localhost"],
    port: 8080,
    tls,
  }));

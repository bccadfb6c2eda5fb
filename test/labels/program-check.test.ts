import { describe, expect, test } from "vitest";
import {
  cache,
  checkProgram,
  checkRouting,
  directive,
  encode,
  globalOption,
  handle,
  handleErrors,
  header,
  IMAGE_MODULES,
  importSnippet,
  inOrder,
  type MatcherConditions,
  type ProgramContainer,
  type Routing,
  renderLabels,
  respond,
  reverseProxy,
  type Site,
  site,
  snippet,
  upstreams,
} from "../../components/labels";

const container = (name: string, routing: Routing, service?: string): ProgramContainer => ({
  name,
  routing,
  service,
});
const serving = (name: string, shop: Site, service?: string) =>
  container(name, { sites: [shop] }, service);

const WITHOUT_BOUNDS =
  'site "shop.localhost": bounded_cache needs the module http.handlers.bounded_cache, which the ' +
  "proxy's image lacks. Take an image that has it, such as a BuiltCaddyImage " +
  "(http.handlers.cache alone has no bounds), and list it among the proxy's modules: " +
  '["http.handlers.bounded_cache"].';

const shop = site("shop.localhost").reverseProxy(upstreams(80));

describe("checkProgram", () => {
  test("has nothing against replicas of one service", () => {
    expect(checkProgram([serving("a", shop, "shop"), serving("b", shop, "shop")])).toEqual([]);
  });

  test("has nothing against a handle_path before a handle for everything else", () => {
    const both = site("shop.localhost")
      .handlePath("/api/*", reverseProxy(upstreams(80)))
      .handle(respond(404));

    expect(checkRouting({ sites: [both] })).toEqual([]);
  });

  test("has nothing against services that share a host by other paths", () => {
    const api = site("shop.localhost").handle("/api/*", reverseProxy(upstreams(80)));
    const web = site("shop.localhost").handle(reverseProxy(upstreams(80)));

    expect(checkProgram([serving("api", api), serving("web", web)])).toEqual([]);
  });

  test("refuses two services that don't agree on how a shared site is compressed", () => {
    const api = site("shop.localhost", encode({ formats: ["gzip"] }), handle("/a", respond("a")));
    const web = site("shop.localhost", encode({ formats: ["zstd"] }), handle("/b", respond("b")));

    expect(checkProgram([serving("api", api), serving("web", web)])).toEqual([
      'containers "api" and "web": site "shop.localhost" has two encode that differ. ' +
        "Write it in one of them.",
    ]);
  });

  test("refuses replicas that compress a site in two ways", () => {
    const gzip = shop.encode("gzip");
    const zstd = shop.encode("zstd");

    expect(checkProgram([serving("a", gzip, "shop"), serving("b", zstd, "shop")])).toEqual([
      'replicas "a" and "b": site "shop.localhost" has two encode that differ. ' +
        "Write the same in both, or change it in one step.",
    ]);
  });

  test("refuses replicas that log a site to two places", () => {
    const out = shop.log({ output: "stdout" });
    const err = shop.log({ output: "stderr" });

    expect(checkProgram([serving("a", out, "shop"), serving("b", err, "shop")])).toEqual([
      'replicas "a" and "b": site "shop.localhost" has two log.output that differ, and Caddy would ' +
        "ignore one or drop the site. Write the same in both.",
    ]);
  });

  test("has nothing against a replica that adds a route of its own", () => {
    const more = site("shop.localhost")
      .handle("/new/*", respond("new"))
      .reverseProxy(upstreams(80));

    expect(checkProgram([serving("a", shop, "shop"), serving("b", more, "shop")])).toEqual([]);
  });

  test("lets a container import what another one declares", () => {
    const hello = snippet("hello", respond("{args[0]}"));
    const edge = container("edge", { snippets: [hello] });
    const web = serving("web", site("a.localhost").import(hello, "hi"));

    expect(checkProgram([edge, web])).toEqual([]);
    expect(checkProgram([web])).toEqual([
      'container "web": site "a.localhost": import names the snippet "hello", which is not declared.',
    ]);
  });

  test("refuses names and options that mean two things in two containers", () => {
    const first: Routing = {
      global: [globalOption("email", "a@example.com")],
      snippets: [snippet("s", respond("a"))],
    };
    const second: Routing = {
      global: [globalOption("email", "b@example.com")],
      snippets: [snippet("s", respond("b"))],
    };

    expect(checkProgram([container("a", first), container("b", second)])).toEqual([
      'containers "a" and "b": snippet "s" has two meanings, and the plugin would unite them. ' +
        "Rename one.",
      'containers "a" and "b": global option email has two values, and Caddy would ignore one. ' +
        "Set it once.",
    ]);
  });

  test.each<[string, MatcherConditions, MatcherConditions]>([
    ["methods", { method: ["GET", "HEAD"] }, { method: "POST" }],
    ["hosts", { host: "a.localhost" }, { host: "b.localhost" }],
    ["paths", { path: ["/a/*", "/b/*"] }, { path: ["/c/*", "/d"] }],
    ["protocols", { protocol: "http" }, { protocol: "https" }],
    ["a header and its absence", { header: { A: true } }, { header: { A: false } }],
    [
      "a condition and its opposite",
      { remoteIp: "10.0.0.0/8", method: "GET" },
      { not: { remoteIp: "10.0.0.0/8" } },
    ],
  ])("has nothing against services whose conditions no request meets: %s", (_, one, other) => {
    const first = site("*.localhost", handle(one, respond("a")));
    const second = site("*.localhost", handle(other, respond("b")));

    expect(checkProgram([serving("a", first), serving("b", second)])).toEqual([]);
  });

  test("takes the order of services whose conditions a request may meet", () => {
    const beta = handle({ header: { "X-Beta": true } }, respond("beta"));
    const get = handle({ method: "GET" }, respond("get"));
    const one = serving("a", site("a.localhost", inOrder(1, beta)));

    expect(checkProgram([one, serving("b", site("a.localhost", inOrder(2, get)))])).toEqual([]);
    expect(checkProgram([one, serving("b", site("a.localhost", inOrder(1, get)))])).toEqual([
      'containers "a" and "b": site "a.localhost" has matcher {"header":{"X-Beta":true}} and matcher ' +
        '{"method":["GET"]}, and for requests of both, chance decides who gets them. Give the directives ' +
        "an order: inOrder(1, handle(…)), or exclude one in the other.",
    ]);
  });
});

describe("checkRouting", () => {
  const problems = (...directives: Site["directives"]) =>
    checkRouting({ sites: [site("a.localhost", ...directives)] });

  test("names the one of several equal directives that it reports", () => {
    const one = handle({ method: "get" }, respond("a"));
    const two = handle("/b", handle({ path: "c" }, respond("a")));

    expect(problems(one, two)).toEqual([
      'site "a.localhost": handle[0].matcher.method must be an HTTP verb in capitals, got "get". ' +
        'Write "GET".',
      'site "a.localhost": handle[1].handle.matcher.path must start with "/", got "c". Write "/c".',
    ]);
  });

  test("refuses a wildcard that no CA would certify", () => {
    expect(checkRouting({ sites: [site("*.example.com", respond("a"))] })).toEqual([
      'site "*.example.com": address "*.example.com" is a wildcard, which needs a DNS challenge or ' +
        "Caddy's local CA. Write .tls(dns(provider)) or .tls(internal()).",
    ]);
  });

  test("takes a wildcard that the global options certify", () => {
    const sites = [site("*.example.com", respond("a"))];

    expect(checkRouting({ sites }, { global: [globalOption("local_certs")] })).toEqual([]);
  });

  test("refuses a directive whose module the image is not said to have", () => {
    const cached = { sites: [site("shop.localhost", cache({ ttl: "1h" }), respond("a"))] };

    expect(checkRouting(cached)).toEqual([WITHOUT_BOUNDS]);
    expect(checkRouting(cached, { modules: IMAGE_MODULES })).toEqual([]);
  });

  test("refuses a cache where the image has only the one without bounds, but for who writes that", () => {
    const modules = ["http.handlers.cache"];
    const cached = { sites: [site("shop.localhost", cache({ ttl: "1h" }), respond("a"))] };
    const written = directive("cache", [], [directive("ttl", ["1h"])]);

    expect(checkRouting(cached, { modules })).toEqual([WITHOUT_BOUNDS]);
    expect(
      checkRouting({ sites: [site("shop.localhost", written, respond("a"))] }, { modules }),
    ).toEqual([]);
  });

  test("takes directives of modules that the image is said to have", () => {
    const sites = [site("a.localhost").with({ name: "crowdsec", args: [], block: [] })];

    expect(checkRouting({ sites }, { directives: ["crowdsec"] })).toEqual([]);
    expect(checkRouting({ sites })).toEqual([
      'site "a.localhost": must not have "crowdsec", which Caddy doesn\'t know here.',
    ]);
  });

  test("looks into the answers to errors and snippets, too", () => {
    const routing: Routing = {
      snippets: [snippet("s", header({ set: { "a b": "c" } }))],
      sites: [site("a.localhost", handleErrors(["4xx"], respond("a"), respond("b")))],
    };

    expect(checkRouting(routing)).toEqual([
      'snippet "s": header.a b must be the name of a header, got "a b".',
      'site "a.localhost": handle_errors.respond[1] can never run, since respond before it ' +
        "always answers.",
    ]);
  });

  test("refuses an import whose argument the plugin fills in", () => {
    const say = snippet("say", respond("{args[0]}"));
    const sites = [site("a.localhost", importSnippet(say, upstreams(80)))];

    expect(checkRouting({ snippets: [say], sites })).toEqual([
      'site "a.localhost": import must not have a template as its argument: the plugin would not ' +
        "merge replicas.",
    ]);
  });

  test("has nothing against what renderLabels renders", () => {
    expect(checkRouting({ sites: [shop] })).toEqual([]);
    expect(() => renderLabels({ sites: [shop] })).not.toThrow();
  });
});

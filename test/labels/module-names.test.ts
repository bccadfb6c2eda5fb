import { describe, expect, test } from "vitest";
import {
  buildEnv,
  checkRouting,
  type Directive,
  directive,
  globalOption,
  importSnippet,
  respond,
  site,
  snippet,
} from "../../components/labels";

const servers = (...words: readonly Directive[]) => ({ global: [directive("servers", [], words)] });

describe("a global option that names a module which the image lacks", () => {
  test("is refused for each of them, with the ids to add", () => {
    const global = [
      directive("servers", [], [directive("trusted_proxies", ["cloudflare"])]),
      directive("servers", [":80"], [directive("listener_wrappers", [], [directive("layer4")])]),
      globalOption("storage", "s3"),
      directive("log", [], [directive("format", ["transform", "{common_log}"])]),
      directive("events", [], [directive("on", ["cert_obtained", "exec", "reload.sh"])]),
    ];

    const fix = "Take an image that has it, and list it among the proxy's modules: ";
    expect(checkRouting({ global })).toEqual([
      "global option.servers[0].trusted_proxies needs the module http.ip_sources.cloudflare, which " +
        `the proxy's image lacks; of http.ip_sources it has static. ${fix}["http.ip_sources.cloudflare"].`,
      "global option.servers[1].listener_wrappers.layer4 needs the module caddy.listeners.layer4, " +
        "which the proxy's image lacks; of caddy.listeners it has http_redirect, proxy_protocol, tls. " +
        `${fix}["caddy.listeners.layer4"].`,
      "global option.storage needs the module caddy.storage.s3, which the proxy's image lacks; of " +
        `caddy.storage it has file_system. ${fix}["caddy.storage.s3"].`,
      "global option.log.format needs the module caddy.logging.encoders.transform, which the proxy's " +
        "image lacks; of caddy.logging.encoders it has append, console, filter, journald, json. " +
        `${fix}["caddy.logging.encoders.transform"].`,
      "global option.events.on needs the module events.handlers.exec, which the proxy's image lacks. " +
        `${fix}["events.handlers.exec"].`,
    ]);
  });

  test("is taken when the image is said to have it, whatever its block holds", () => {
    const routing = servers(
      directive("trusted_proxies", ["cloudflare"], [directive("interval", ["12h"])]),
    );

    expect(checkRouting(routing, { modules: ["http.ip_sources.cloudflare"] })).toEqual([]);
  });

  test("knows the modules that the arguments list for the image", () => {
    const routing = servers(directive("trusted_proxies", ["cloudfront"]));

    expect(checkRouting(routing, { modules: ["http.ip_sources.cloudflare"] })).toEqual([
      "global option.servers.trusted_proxies needs the module http.ip_sources.cloudfront, which the " +
        "proxy's image lacks; of http.ip_sources it has static, cloudflare. Take an image that has it, " +
        'and list it among the proxy\'s modules: ["http.ip_sources.cloudfront"].',
    ]);
  });
});

test("a misspelt module is refused with the one that was meant", () => {
  expect(checkRouting({ global: [globalOption("storage", "file_sistem")] })).toEqual([
    "global option.storage needs the module caddy.storage.file_sistem, which the proxy's image lacks; " +
      "of caddy.storage it has file_system. Take an image that has it, and list it among the proxy's " +
      'modules: ["caddy.storage.file_sistem"]. Did you mean file_system?',
  ]);
});

test("a placeholder names no module, and an image can't bring it", () => {
  expect(checkRouting({ global: [globalOption("storage", "{env.STORAGE}")] })).toEqual([
    'global option.storage must have the name of a module of caddy.storage, got "{env.STORAGE}".',
  ]);
});

test("a name that the proxy's environment holds is left to the proxy", () => {
  expect(checkRouting({ global: [globalOption("storage", buildEnv("STORAGE"))] })).toEqual([]);
});

test("words of a module that the image brings are not taken for those of a standard one", () => {
  const balanced = directive(
    "reverse_proxy",
    ["app:80"],
    [directive("lb_policy", ["nearest"], [directive("fallback", ["nobody"])])],
  );
  const modules = ["http.reverse_proxy.selection_policies.nearest"];

  expect(checkRouting({ sites: [site("a.localhost", balanced)] }, { modules })).toEqual([]);
});

describe("a module that an import's argument names", () => {
  const certified = snippet(
    "certified",
    directive("tls", [], [directive("dns", ["{args[0]}", "{args[1]}"])]),
  );
  const imported = (provider: string) => ({
    snippets: [certified],
    sites: [site("a.localhost", importSnippet(certified, provider, "token"), respond("a"))],
  });

  test("is refused where it is imported", () => {
    expect(checkRouting(imported("hetzner"), { modules: ["dns.providers.cloudflare"] })).toEqual([
      'site "a.localhost": import.tls.dns needs the module dns.providers.hetzner, which the proxy\'s ' +
        "image lacks; of dns.providers it has cloudflare. Take an image that has it, and list it among " +
        'the proxy\'s modules: ["dns.providers.hetzner"].',
    ]);
  });

  test("is taken when the image is said to have it", () => {
    expect(checkRouting(imported("hetzner"), { modules: ["dns.providers.hetzner"] })).toEqual([]);
  });

  test("of a snippet that imports itself is looked for once", () => {
    const round = snippet(
      "round",
      directive("import", ["round", "{args[0]}"]),
      directive("encode", ["{args[0]}"]),
    );
    const sites = [site("a.localhost", importSnippet(round, "br"), respond("a"))];

    expect(checkRouting({ snippets: [round], sites })).toEqual([
      'site "a.localhost": import.encode needs the module http.encoders.br, which the proxy\'s image ' +
        "lacks; of http.encoders it has gzip, zstd. Take an image that has it, and list it among the " +
        'proxy\'s modules: ["http.encoders.br"].',
    ]);
  });
});

import {
  directive,
  globalOption,
  handle,
  importSnippet,
  internal,
  invoke,
  namedRoute,
  respond,
  reverseProxy,
  site,
  snippet,
  tls,
  upstreams,
  when,
} from "../../../components/labels";
import { type Hazard, one } from "./hazard";

export const SITES: readonly Hazard[] = [
  {
    title: "a site without a directive",
    containers: one(site("m.localhost")),
    harm: "the next container's site is gone",
    shows: "unrecognized directive: z.localhost",
    message:
      'container "web": site "m.localhost": has no directive, and the plugin would drop the site after it. Give it one.',
  },
  {
    title: "a path in the address of a site",
    containers: one(site("m.localhost/api", respond("a"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost/api": address "m.localhost/api" has a path, which sites of other containers would not share; write "m.localhost" and handle("/…", …).',
    shows: '"host":["m.localhost"],"path":["/api"]',
  },
  {
    title: "a scheme and a port that contradict",
    containers: one(site("http://m.localhost:443", respond("a"))),
    harm: "its own site is gone",
    shows:
      "server block 0, key 0 (http://m.localhost:443): determining listener address: [http://m.localhost:443] scheme and port violate convention",
    message:
      'container "web": site "http://m.localhost:443": address "http://m.localhost:443" has scheme http and port 443; drop one.',
  },
  {
    title: "a port out of range",
    containers: one(site("m.localhost:99999", respond("a"))),
    harm: "its own site is gone",
    shows: "parsing key: port 99999 is out of range",
    message:
      'container "web": site "m.localhost:99999": address "m.localhost:99999" has the port 99999; write one from 1 to 65535.',
  },
  {
    title: "one address in two blocks of a container",
    containers: one({
      sites: [
        site("m.localhost", reverseProxy([upstreams(80), upstreams(81)])),
        site("m.localhost", reverseProxy(upstreams(82))),
      ],
    }),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": address "m.localhost" belongs to another site of this container. Put both into one.',
    shows: '"10.0.0.1:82"',
  },
  {
    title: "an unknown directive",
    containers: one(site("m.localhost", directive("revers_proxy", ["app:80"]))),
    harm: "its own site is gone",
    shows: "unrecognized directive: revers_proxy",
    message:
      'container "web": site "m.localhost": must not have "revers_proxy", which Caddy doesn\'t know here. Did you mean reverse_proxy?',
  },
  {
    title: "an unknown subdirective",
    containers: one(
      site(
        "m.localhost",
        directive("reverse_proxy", ["app:80"], [directive("lb_polcy", ["first"])]),
      ),
    ),
    harm: "its own site is gone",
    shows: "unrecognized subdirective lb_polcy",
    message:
      'container "web": site "m.localhost": reverse_proxy must not have "lb_polcy", which Caddy doesn\'t know here. Did you mean lb_policy?',
  },
  {
    title: "a directive that takes no matcher",
    containers: one(site("m.localhost", when({ method: "GET" }, tls(internal())), respond("a"))),
    harm: "nothing new is loaded any more",
    shows: "no such file or directory",
    message:
      'container "web": site "m.localhost": tls takes no matcher. Write handle(matcher, …) around it.',
  },
  {
    title: "an empty block",
    containers: one(site("m.localhost", handle("/a/*"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": handle is empty, and the plugin would drop its braces. Give it a directive.',
    shows: '{"handle":[{"handler":"subroute"}],"match":[{"path":["/a/*"]}]}',
  },
  {
    title: "an import of a snippet without a declaration",
    containers: one(site("m.localhost", importSnippet(snippet("gone", respond("a"))))),
    harm: "its own site is gone",
    shows: "File to import not found: gone",
    message:
      'container "web": site "m.localhost": import names the snippet "gone", which is not declared.',
  },
  {
    title: "an import with too few arguments",
    containers: one({
      snippets: [snippet("say", respond("{args[0]}"))],
      sites: [site("m.localhost", importSnippet(snippet("say")))],
    }),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": import must have 1 of the arguments that the snippet "say" names, got 0.',
    shows: '"body":"{args[0]}"',
  },
  {
    title: "a snippet with a matcher imported twice",
    containers: one({
      snippets: [snippet("s", when({ method: "PUT" }, respond("a")))],
      sites: [site("m.localhost", importSnippet(snippet("s")), importSnippet(snippet("s")))],
    }),
    harm: "its own site is gone",
    shows: "matcher is defined more than once",
    message:
      'container "web": site "m.localhost": import[1] imports the snippet "s" again, and Caddy refuses a second definition of its matchers. Put each import into a handle or route of its own.',
  },
  {
    title: "two ways to certificates in one site",
    containers: one(
      site("m.localhost", tls(internal()), tls({ args: ["a@b.c"], block: [] }), respond("a")),
    ),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": has tls twice, and Caddy would mix them. Write one.',
    shows: '{"module":"internal"},{"email":"a@b.c","module":"acme"}',
  },
  {
    title: "a named route without a declaration",
    containers: one(site("m.localhost", invoke(namedRoute("gone", respond("a"))))),
    harm: "its own site is gone",
    shows: "cannot invoke named route 'gone', which was not defined",
    message:
      'container "web": site "m.localhost": invoke names the route "gone", which is not declared.',
  },
  {
    title: "a handler that can never run",
    containers: one(site("m.localhost", respond("a"), reverseProxy(upstreams(80)))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": reverse_proxy can never run, since respond before it always answers.',
    shows: '"body":"a","handler":"static_response"},{"handler":"reverse_proxy"',
  },
  {
    title: "an unknown global option",
    containers: one({
      global: [globalOption("emial", "a@b.c"), globalOption("http_port", 8080)],
      sites: [site("m.localhost", respond("a"))],
    }),
    harm: "it is loaded, and does something else",
    message:
      'container "web": global option must not have "emial", which Caddy doesn\'t know here. Did you mean email?',
    lacks: "8080",
  },
  {
    title: "a module that the image lacks",
    containers: one(
      site(
        "m.localhost",
        directive("tls", [], [directive("dns", ["cloudflare", "x"])]),
        respond("a"),
      ),
    ),
    harm: "its own site is gone",
    shows:
      "getting module named 'dns.providers.cloudflare': module not registered: dns.providers.cloudflare",
    message:
      'container "web": site "m.localhost": tls.dns needs the module dns.providers.cloudflare, which the proxy\'s image lacks. ' +
      "Take an image that has it, and list it among the proxy's modules: " +
      '["dns.providers.cloudflare"].',
  },
  {
    // Public CAs issue wildcard certificates by the DNS challenge only, which is not configured.
    title: "a wildcard without a DNS challenge",
    containers: one(site(["*.example.com", "m.localhost"], respond("a"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "*.example.com m.localhost": address "*.example.com" is a wildcard, which needs a DNS challenge or Caddy\'s local CA. Write .tls(dns(provider)) or .tls(internal()).',
    lacks: '"challenges"',
  },
];

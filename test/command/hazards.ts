/** Labels of one service that Caddy or the plugin would refuse, or read as something else. */
export const HAZARDS = [
  {
    title: "a directive with a typing error",
    labels: { caddy: "a.localhost", "caddy.reverse_proxi": "{{upstreams 80}}" },
    line: 6,
    message:
      'caddy.reverse_proxi: site "a.localhost": must not have "reverse_proxi", which Caddy doesn\'t know here. ' +
      "Did you mean reverse_proxy?",
  },
  {
    title: "a key that makes the proxy panic",
    labels: { caddy: "a.localhost", "caddy..respond": "a" },
    line: 6,
    message:
      'caddy..respond: label "caddy..respond" has an empty part, which makes the proxy panic.',
  },
  {
    title: "a site without a directive",
    labels: { caddy: "a.localhost" },
    line: 5,
    message:
      'caddy: site "a.localhost": has no directive, and the plugin would drop the site after it. Give it one.',
  },
  {
    title: "an option of a proxy in the second of two routes",
    labels: {
      caddy: "a.localhost",
      "caddy.0_handle": "/a",
      "caddy.0_handle.reverse_proxy": "{{upstreams 80}}",
      "caddy.1_handle": "/b",
      "caddy.1_handle.reverse_proxy": "{{upstreams 81}}",
      "caddy.1_handle.reverse_proxy.lb_polisy": "first",
    },
    line: 10,
    message:
      'caddy.1_handle.reverse_proxy.lb_polisy: site "a.localhost": handle[1].reverse_proxy must not have ' +
      '"lb_polisy", which Caddy doesn\'t know here. Did you mean lb_policy?',
  },
  {
    title: "a scheme and a port that contradict",
    labels: { caddy: "http://a.localhost:443", "caddy.respond": "a" },
    line: 5,
    message:
      'caddy: site "http://a.localhost:443": address "http://a.localhost:443" has scheme http and port 443; ' +
      "drop one.",
  },
] as const;

import { IMAGE_MODULES } from "../../../components/labels";
import { inSite, type WrittenCase } from "./case";

const HASH = "$2a$14$WYgRwhWuywq.ln9nMrhwJunqGsKuSH0SNj1SDzqzHqYjuhqEtG0Py";

/** Directives whose arguments people write in more than one way. */
export const DIRECTIVES: readonly WrittenCase[] = [
  {
    title: "a root without a matcher",
    containers: inSite({ "caddy.root": "/srv", "caddy.file_server": "" }),
  },
  {
    title: "a root with a path, and one for all others",
    containers: inSite({
      "caddy.root_0": "/a/* /srv/a",
      "caddy.root_1": "* /srv",
      "caddy.file_server": "",
    }),
  },
  {
    title: "a rewrite without a matcher",
    containers: inSite({ "caddy.rewrite": "/index.html", "caddy.reverse_proxy": "app:80" }),
  },
  {
    title: "a rewrite for a path",
    containers: inSite({ "caddy.rewrite": "/a /b", "caddy.reverse_proxy": "app:80" }),
  },
  {
    title: "basic_auth by its older name",
    containers: inSite({
      "caddy.basicauth": "/a/*",
      "caddy.basicauth.bob": HASH,
      "caddy.respond": "ok",
    }),
  },
  {
    title: "log_skip by its older name, in a handle",
    containers: inSite({
      "caddy.log": "",
      "caddy.handle.skip_log": "/health",
      "caddy.handle.respond": "ok",
    }),
  },
  {
    title: "PHP before files",
    containers: inSite({
      "caddy.root": "* /srv",
      "caddy.php_fastcgi": "{{upstreams 9000}}",
      "caddy.file_server": "",
    }),
  },
  {
    title: "the certificate authority for paths of its own, in a route",
    containers: inSite({ "caddy.route.0_acme_server": "", "caddy.route.1_respond": "ok" }),
  },
  {
    title: "several orders, issuers and names",
    containers: [
      {
        "caddy.0_order": "rate_limit before basic_auth",
        "caddy.1_order": "cache before rewrite",
        "caddy.0_tls_automate_names": "a.localhost",
        "caddy.1_tls_automate_names": "b.localhost",
      },
      { "caddy.order": "respond before redir", caddy_1: "a.localhost", "caddy_1.respond": "ok" },
    ],
    surroundings: { modules: IMAGE_MODULES },
  },
  {
    title: "timeouts and other options of servers",
    containers: [
      {
        "caddy.metrics.otlp": "",
        "caddy.servers.timeouts.read_body_idle": "10s 500",
        "caddy.servers.timeouts.write_idle": "10s",
        "caddy.servers.strict_sni_host": "on",
        "caddy.servers.0rtt": "off",
        "caddy.servers.trusted_proxies_strict": "",
        caddy_1: "a.localhost",
        "caddy_1.respond": "ok",
      },
    ],
  },
  {
    title: "two listeners with protocols of their own",
    containers: inSite({
      "caddy.0_bind": "127.0.0.1",
      "caddy.0_bind.protocols": "h1 h2",
      "caddy.1_bind": "127.0.0.2",
      "caddy.1_bind.protocols": "h3",
      "caddy.respond": "ok",
    }),
  },
  {
    title: "HTTP/2 without TLS over a Unix socket",
    containers: inSite({ "caddy.reverse_proxy": "unix+h2c//run/app.sock" }),
  },
  {
    title: "fields with a colon",
    containers: inSite({ "caddy.header.X-A:": "a", "caddy.respond": "ok" }),
  },
  {
    title: "compression of some responses",
    containers: inSite({
      "caddy.encode": "gzip",
      "caddy.encode.match.status": "2xx",
      "caddy.encode.match.0_header": "Content-Type text/*",
      "caddy.encode.match.1_header": "Content-Type application/json*",
      "caddy.respond": "ok",
    }),
  },
  ...["encode", "header"].map((name) => ({
    title: `two matchers of responses in ${name}`,
    containers: inSite({
      [`caddy.${name}.0_match`]: "header Content-Type text/*",
      [`caddy.${name}.1_match`]: "status 2xx",
      "caddy.respond": "ok",
    }),
    refused: [
      `container "c1": site "a.localhost": ${name} must have match once. Put all conditions into one.`,
    ],
    ...(name === "encode" ? { error: "matcher is defined more than once: match" } : {}),
  })),
  {
    title: "resolvers for the provider of all sites",
    containers: [
      {
        "caddy.acme_dns": "mock",
        caddy_1: "a.example.com",
        "caddy_1.tls.resolvers": "1.1.1.1",
        "caddy_1.respond": "ok",
      },
    ],
    surroundings: { modules: ["dns.providers.mock"] },
  },
  {
    title: "resolvers without a provider",
    containers: [
      { caddy: "a.example.com", "caddy.tls.resolvers": "1.1.1.1", "caddy.respond": "ok" },
    ],
    refused: ['container "c1": site "a.example.com": tls must have dns beside resolvers.'],
    error: "requires a DNS provider",
  },
  {
    title: "an unknown option of servers",
    containers: [
      { "caddy.servers.max_bodies": "1", caddy_1: "a.localhost", "caddy_1.respond": "ok" },
    ],
    refused: [
      'container "c1": global option.servers must not have "max_bodies", which Caddy doesn\'t know here.',
    ],
    error: "unrecognized servers option 'max_bodies'",
  },
  ...[
    { name: "tls", value: "internal" },
    { name: "bind", value: "127.0.0.1" },
    { name: "log", value: "" },
  ].map(({ name, value }) => ({
    title: `${name} in a block`,
    containers: [
      { caddy: "a.localhost", [`caddy.handle.${name}`]: value, "caddy.handle.respond": "ok" },
    ],
    refused: [
      `container "c1": site "a.localhost": handle.${name} must be in the site itself; Caddy refuses it in a block.`,
    ],
    error: `directive '${name}' is not an ordered HTTP handler`,
  })),
  {
    title: "tls in a block, by a snippet",
    containers: [
      { caddy: "(certificate)", "caddy.tls": "internal" },
      { caddy: "a.localhost", "caddy.route.import": "certificate", "caddy.respond": "ok" },
    ],
    refused: [
      'container "c2": site "a.localhost": route.import must be in the site itself; Caddy refuses it in a block.',
    ],
    error: "only handler directives can be used in routes",
  },
  {
    title: "the name of a CA in the place of its options",
    containers: [
      { "caddy.pki.ca.local.name": "My", caddy_1: "a.localhost", "caddy_1.respond": "ok" },
    ],
    refused: [
      'container "c1": global option.pki.ca must not have "local", which Caddy doesn\'t know here.',
    ],
    error: "unrecognized pki ca option 'local'",
  },
  {
    title: "an unknown option of a log file",
    containers: inSite({
      "caddy.log.output": "file /var/log/a.log",
      "caddy.log.output.roll_sizes": "1MB",
      "caddy.respond": "ok",
    }),
    refused: [
      'container "c1": site "a.localhost": log.output must not have "roll_sizes", which Caddy doesn\'t ' +
        "know here. Did you mean roll_size?",
    ],
    error: "unrecognized subdirective 'roll_sizes'",
  },
  {
    title: "an empty body and a status",
    containers: inSite({ "caddy.respond": '"" 404' }),
  },
  {
    title: "a redirect to a path, which Caddy takes for a matcher",
    containers: inSite({ "caddy.redir": "/login" }),
    refused: [
      'container "c1": site "a.localhost": redir must have 1 argument, got 0. Caddy takes "/login" for the ' +
        'matcher; write "* /login" if it is none.',
    ],
    error: "wrong argument count or unexpected line ending after 'redir'",
  },
];

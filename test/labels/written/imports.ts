import { inSite, type WrittenCase } from "./case";

const snippet = (name: string, words: Readonly<Record<string, string>>) => ({
  caddy_9: `(${name})`,
  ...Object.fromEntries(Object.entries(words).map(([key, value]) => [`caddy_9.${key}`, value])),
});

/** Snippets, their arguments and blocks, and the matchers that they share with their importers. */
export const IMPORTS: readonly WrittenCase[] = [
  {
    title: "a matcher as the argument of an import",
    containers: inSite({
      ...snippet("deny", { respond: "{args[0]} 403" }),
      "caddy.@admin.path": "/admin/*",
      "caddy.import": "deny @admin",
      "caddy.reverse_proxy": "app:80",
    }),
  },
  {
    title: "a snippet of another container that names a matcher of its importer",
    containers: [
      { caddy: "(guard)", "caddy.respond": "@outside 403" },
      ...inSite({
        "caddy.@outside.not": "remote_ip private_ranges",
        "caddy.handle": "/a/*",
        "caddy.handle.0_import": "guard",
        "caddy.handle.1_respond": "@outside a",
        "caddy.respond": "ok",
      }),
    ],
  },
  {
    title: "a snippet that defines a matcher for itself and its importer",
    containers: inSite({
      ...snippet("lan", { "@lan.remote_ip": "private_ranges", header: "@lan X-Lan yes" }),
      "caddy.import": "lan",
      "caddy.handle": "@lan",
      "caddy.handle.respond": "lan",
      "caddy.respond": "other",
    }),
  },
  {
    title: "a snippet with a matcher in a block, and a named route",
    containers: inSite({
      ...snippet("lan", { "@lan.remote_ip": "private_ranges", respond: "@lan lan" }),
      caddy_8: "&(r)",
      "caddy_8.@m.path": "/a/*",
      "caddy_8.import": "lan",
      "caddy_8.respond": "@m a",
      "caddy.invoke": "r",
      "caddy.route.0_import": "lan",
      "caddy.route.1_respond": "b",
    }),
  },
  ...["handle", "route", "basic_auth", "log_skip", "abort"].map((name) => ({
    title: `an argument in the place of the matcher of ${name}`,
    containers: inSite({
      ...snippet("s", {
        [name]: "{args[0]}",
        ...(name === "handle" || name === "route" ? { [`${name}.header`]: "X-A {args[1]}" } : {}),
        ...(name === "basic_auth"
          ? { "basic_auth.bob": "$2a$14$WYgRwhWuywq.ln9nMrhwJunqGsKuSH0SNj1SDzqzHqYjuhqEtG0Py" }
          : {}),
      }),
      "caddy.import": "s /a/* b",
      "caddy.reverse_proxy": "app:80",
    }),
  })),
  {
    title: "more arguments than the snippet names",
    containers: inSite({
      ...snippet("s", { header: "X-A {args[0]}" }),
      "caddy.import": "s a b c",
      "caddy.respond": "ok",
    }),
  },
  {
    title: "arguments by their older name",
    containers: inSite({
      ...snippet("s", { header: "X-A {args.0}-{args.1}" }),
      "caddy.import": "s a b",
      "caddy.respond": "ok",
    }),
  },
  {
    title: "the rest of the arguments",
    containers: inSite({
      ...snippet("s", { "@m.path": "{args[1:]}", respond: "@m {args[0]}" }),
      "caddy.import": "s a /b /c",
    }),
  },
  {
    title: "arguments for durations, numbers and names of policies",
    containers: inSite({
      ...snippet("s", {
        reverse_proxy: "app:{args[0]}",
        "reverse_proxy.lb_policy": "{args[1]}",
        "reverse_proxy.lb_try_duration": "{args[2]}",
        "reverse_proxy.transport": "http",
        "reverse_proxy.transport.max_conns_per_host": "{args[3]}",
      }),
      "caddy.import": "s 80 first 5s 3",
    }),
  },
  {
    title: "a snippet of subdirectives",
    containers: inSite({
      ...snippet("options", {
        header_up: "Host {args[0]}",
        lb_try_duration: "5s",
        "@error": "status 5xx",
        handle_response: "@error",
        "handle_response.respond": "/x sorry",
      }),
      "caddy.reverse_proxy": "app:80",
      "caddy.reverse_proxy.import": "options app.localhost",
    }),
  },
  {
    title: "a snippet of a transport's subdirectives",
    containers: inSite({
      ...snippet("insecure", { tls_insecure_skip_verify: "", dial_timeout: "3s" }),
      "caddy.reverse_proxy": "https://app:8443",
      "caddy.reverse_proxy.transport": "http",
      "caddy.reverse_proxy.transport.import": "insecure",
    }),
  },
  {
    title: "a snippet of global options",
    containers: inSite({
      ...snippet("options", { grace_period: "{args[0]}" }),
      caddy_1: "",
      "caddy_1.import": "options 5s",
      "caddy.respond": "ok",
    }),
    refused: [
      'container "c1": global option.import names the snippet "options", which Caddy reads after the ' +
        "global options. Write its options here.",
    ],
    error: "File to import not found: options",
  },
  {
    title: "a snippet that imports another one with its own arguments",
    containers: inSite({
      ...snippet("inner", { respond: "{args[0]} {args[1]}" }),
      caddy_8: "(outer)",
      "caddy_8.import": "inner {args[0]} 404",
      "caddy.import": "outer no",
    }),
  },
  {
    title: "a block for a snippet",
    containers: inSite({
      ...snippet("s", { "route.0_header": "X-A a", "route.1_{block}": "" }),
      "caddy.import": "s",
      "caddy.import.@m.path": "/b",
      "caddy.import.1_respond": "@m b",
      "caddy.import.2_respond": "ok",
    }),
  },
  {
    title: "parts of a block for a snippet",
    containers: inSite({
      ...snippet("s", { "header.{blocks\\.fields}": "", "handle.{blocks\\.answer}": "" }),
      "caddy.import": "s",
      "caddy.import.fields.X-A": "a",
      "caddy.import.answer.respond": "/a ok",
    }),
  },
  {
    title: "a file, and a snippet of a base Caddyfile",
    containers: inSite({ "caddy.import": "sites/*.caddy", "caddy.respond": "ok" }),
    surroundings: { imports: ["sites/*.caddy"] },
  },
  {
    title: "a file that is not declared",
    containers: inSite({ "caddy.import": "sites/*.caddy", "caddy.respond": "ok" }),
    refused: [
      'container "c1": site "a.localhost": import names the file "sites/*.caddy" of the proxy\'s ' +
        'container, which is not declared. List it among the proxy\'s imports: ["sites/*.caddy"].',
    ],
  },
  {
    title: "a matcher that neither the site nor its snippets define",
    containers: inSite({
      ...snippet("s", { header: "X-A a", respond: "@lan a" }),
      "caddy.import": "s",
      "caddy.redir": "@wan /b",
    }),
    refused: [
      'container "c1": site "a.localhost": import names the matcher @lan, which is not defined.',
      'container "c1": site "a.localhost": redir names the matcher @wan, which is not defined.',
    ],
    error: "unrecognized matcher name: @",
  },
  {
    title: "a matcher that the site and a snippet define",
    containers: inSite({
      ...snippet("s", { "@m.path": "/a", respond: "@m a" }),
      "caddy.import": "s",
      "caddy.@m.path": "/b",
      "caddy.redir": "@m /c",
    }),
    refused: [
      'container "c1": site "a.localhost": import defines @m a second time, which Caddy refuses.',
    ],
    error: "matcher is defined more than once: @m",
  },
  {
    title: "an argument that the snippet cannot take",
    containers: inSite({
      ...snippet("s", { reverse_proxy: "app:80", "reverse_proxy.lb_try_duration": "{args[0]}" }),
      "caddy.import": "s 5",
    }),
    refused: [
      'container "c1": site "a.localhost": import.reverse_proxy.lb_try_duration must be a duration ' +
        'with a unit, got "5". Write "5s".',
    ],
    error: "bad duration value 5",
  },
  {
    title: "too few arguments",
    containers: inSite({
      ...snippet("s", { respond: "{args[0]} {args[1]}" }),
      "caddy.import": "s ok",
    }),
    refused: [
      'container "c1": site "a.localhost": import must have 2 of the arguments that the snippet "s" ' +
        "names, got 1.",
    ],
  },
  {
    title: "a subdirective that the snippet's place lacks",
    containers: inSite({
      ...snippet("s", { header_up: "Host a" }),
      "caddy.import": "s",
      "caddy.reverse_proxy": "app:80",
    }),
    refused: [
      'container "c1": site "a.localhost": import must not have "header_up", which Caddy doesn\'t know here. Did you mean header?',
    ],
    error: "unrecognized directive: header_up",
  },
];

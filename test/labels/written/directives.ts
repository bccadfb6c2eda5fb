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
];

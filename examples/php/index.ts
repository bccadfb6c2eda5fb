import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  ProxiedService,
  ProxyNetwork,
  StaticSite,
} from "gatehouse";

const config = new pulumi.Config();
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });

// Directories of the Docker host, which Caddy and PHP share.
const scripts = join(config.get("directory") ?? __dirname, "site");
const uploaded = join(config.get("directory") ?? __dirname, "uploads");
const entry = new CaddyProxy("caddy", {
  network,
  directories: [scripts, uploaded],
  ...config.getObject<Partial<CaddyProxyArgs>>("entry"),
});

const site = new ProxiedService("site", {
  entry,
  image: config.get("phpImage") ?? "php:8.4-fpm",
  port: 9000,
  hosts: ["site.localhost"],
  user: "33",
  environment: { RELEASE: config.get("release") ?? "1" },
  volumes: [
    { type: "bind", source: scripts, target: "/var/www/html", readOnly: true },
    { type: "bind", source: uploaded, target: "/var/www/uploads", shared: true },
  ],
  php: { root: "/var/www/html", directory: scripts },
  routes: [{ path: "/admin/*", basicAuth: { users: ["editor"] } }],
});

// Caddy serves the uploads as files: a script among them never runs.
new StaticSite("uploads", {
  entry,
  hosts: ["site.localhost"],
  directory: uploaded,
  onlyRoutes: true,
  routes: [{ path: "/uploads/*", stripPrefix: true }],
});

export const { urls } = site;
/** The editor's password, a secret: `pulumi stack output passwords --show-secrets`. */
export const { passwords } = site;

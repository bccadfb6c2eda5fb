import * as pulumi from "@pulumi/pulumi";
import {
  BuiltCaddyImage,
  CaddyProxy,
  type CaddyProxyArgs,
  images,
  ProxiedService,
  ProxyNetwork,
} from "gatehouse";

const config = new pulumi.Config();
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });

// The stock image lacks Caddy's modules for rate limits and caches. Build one that has them, unless the
// stack's configuration names an image.
const { image, ...given } = config.getObject<Partial<CaddyProxyArgs>>("entry") ?? {};
const entry = new CaddyProxy("caddy", {
  network,
  image: image ?? new BuiltCaddyImage("caddy-image"),
  ...given,
});

// Two services on one host: the API gets its path, the site everything else.
const place = { entry, port: 80, hosts: ["shop.localhost"] };

const api = new ProxiedService("api", {
  ...place,
  image: config.get("apiImage") ?? images.whoami,
  replicas: 2,
  onlyRoutes: true,
  routes: [{ path: "/api/*", rateLimit: { key: "{remote_host}", events: 100, window: "1m" } }],
});

const web = new ProxiedService("web", {
  ...place,
  image: config.get("webImage") ?? images.whoami,
  routes: [
    { path: "/static/*", cache: { ttl: "10m" } },
    { path: "/admin/*", basicAuth: { users: ["ops"] } },
  ],
});

export const urls = [...new Set([...web.urls, ...api.urls])];

/** The passwords by user, a secret: `pulumi stack output passwords --show-secrets` prints them. */
export const passwords = web.passwords;

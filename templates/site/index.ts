import * as pulumi from "@pulumi/pulumi";
import { CaddyProxy, type CaddyProxyArgs, ProxyNetwork, StaticSite, TlsMode } from "gatehouse";

const config = new pulumi.Config();

// With an e-mail address the site is public, with certificates of Let's Encrypt. Without one it stays on this
// machine, with certificates of Caddy's local CA.
const email = config.get("email");
const published = email
  ? { address: "0.0.0.0", tls: { mode: TlsMode.Acme, acme: { email } } }
  : undefined;

// The network for services that you add, and the entry point: Caddy, with https.
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const entry = new CaddyProxy("caddy", {
  network,
  ...published,
  ...config.getObject<Partial<CaddyProxyArgs>>("entry"),
});

// The files of the folder site/, which `pulumi up` copies.
const site = new StaticSite("site", {
  entry,
  hosts: [config.get("host") ?? "site.localhost"],
  files: "site",
  compression: {},
  securityHeaders: {},
});

export const urls = site.urls;

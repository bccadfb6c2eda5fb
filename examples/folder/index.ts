import * as pulumi from "@pulumi/pulumi";
import { CaddyProxy, type CaddyProxyArgs, ProxiedService, ProxyNetwork } from "gatehouse";

const config = new pulumi.Config();
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const entry = new CaddyProxy("caddy", {
  network,
  ...config.getObject<Partial<CaddyProxyArgs>>("entry"),
});

const shop = new ProxiedService("shop", {
  entry,
  build: { context: "./shop", args: { NODE: config.get("nodeImage") ?? "node:24-alpine" } },
  port: 8080,
  hosts: ["shop.localhost"],
  confinement: { user: 1000 },
});

export const { urls } = shop;

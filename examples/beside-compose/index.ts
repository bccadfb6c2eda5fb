import * as pulumi from "@pulumi/pulumi";
import { CaddyProxy, type CaddyProxyArgs, ProxiedUpstream, ProxyNetwork } from "gatehouse";

const config = new pulumi.Config();
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const entry = new CaddyProxy("caddy", {
  network,
  ...config.getObject<Partial<CaddyProxyArgs>>("entry"),
});

// Compose names the container <project>-<service>-<number>.
const wiki = new ProxiedUpstream("wiki", {
  entry,
  hosts: ["wiki.localhost"],
  to: [{ container: `${config.get("composeProject") ?? "office"}-wiki-1`, port: 80 }],
});

export const { urls } = wiki;

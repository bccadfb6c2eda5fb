import * as pulumi from "@pulumi/pulumi";
import { CaddyProxy, type CaddyProxyArgs, ProxiedUpstream, ProxyNetwork } from "gatehouse";

const config = new pulumi.Config();
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const entry = new CaddyProxy("caddy", {
  network,
  ...config.getObject<Partial<CaddyProxyArgs>>("entry"),
});

const dev = new ProxiedUpstream("dev", {
  entry,
  hosts: ["dev.localhost"],
  to: [{ url: `http://host.docker.internal:${config.getNumber("port") ?? 5173}` }],
});

export const { urls } = dev;

import * as pulumi from "@pulumi/pulumi";
import { CaddyProxy, type CaddyProxyArgs, ProxyNetwork, Whoami } from "gatehouse";

const config = new pulumi.Config();

// The network between the entry point and its services, and the entry point: Caddy, with https.
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const entry = new CaddyProxy("caddy", {
  network,
  ...config.getObject<Partial<CaddyProxyArgs>>("entry"),
});

// A service that answers with the request that it received. Put a ProxiedService of yours in its place.
const whoami = new Whoami("whoami", {
  entry,
  image: config.get("image"),
  hosts: [config.get("host") ?? "whoami.localhost"],
});

export const urls = whoami.service.urls;

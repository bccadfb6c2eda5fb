import * as pulumi from "@pulumi/pulumi";
import { CaddyProxy, type CaddyProxyArgs, images, ProxiedService, ProxyNetwork } from "gatehouse";

const config = new pulumi.Config();
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const given = config.getObject<Partial<CaddyProxyArgs>>("entry");
const entry = new CaddyProxy("caddy", { network, ...given });

// Each release names itself in its answers.
const shop = new ProxiedService("shop", {
  entry,
  port: 80,
  hosts: ["shop.localhost"],
  image: config.get("blueImage") ?? images.whoami,
  environment: { WHOAMI_NAME: "blue" },
  canary: {
    image: config.get("greenImage") ?? images.whoami,
    environment: { WHOAMI_NAME: "green" },
    // How many of a hundred requests go to green: 0 before the change, 100 after it.
    weight: config.getNumber("greenWeight") ?? 10,
  },
});

export const urls = shop.urls;

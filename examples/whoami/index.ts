import * as pulumi from "@pulumi/pulumi";
import { CaddyProxy, type CaddyProxyArgs, ProxyNetwork, Whoami } from "gatehouse";

const config = new pulumi.Config();
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const given = config.getObject<Partial<CaddyProxyArgs>>("entry");
const entry = new CaddyProxy("caddy", { network, ...given });
const image = config.get("image");
const whoami = new Whoami("whoami", { entry, image, hosts: ["whoami.localhost"] });
export const urls = whoami.service.urls;

import * as pulumi from "@pulumi/pulumi";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  connect,
  dockerHost,
  findNetwork,
  ProxyNetwork,
  Refusal,
  Whoami,
} from "gatehouse";

/** Adopts the network of the name, which others may be on, and keeps it when the stack goes. */
async function program() {
  const config = new pulumi.Config();
  const networkName = config.get("network") ?? "proxy_net";
  const host = dockerHost({ host: new pulumi.Config("docker").get("host") });
  const existing = await findNetwork(connect(host), networkName);
  if (existing === undefined) {
    throw new Refusal(`Docker host ${host.url}`, [
      `there is no network "${networkName}". Make it: docker network create ${networkName}`,
    ]);
  }

  const network = new ProxyNetwork("proxy_net", { networkName, existing });
  const given = config.getObject<Partial<CaddyProxyArgs>>("entry");
  const entry = new CaddyProxy("caddy", { network, ...given });
  const image = config.get("image");
  const whoami = new Whoami("whoami", { entry, image, hosts: ["adopted.localhost"] });
  return { network: network.networkName, urls: whoami.service.urls };
}

export = program;

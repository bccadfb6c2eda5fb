import * as pulumi from "@pulumi/pulumi";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  connect,
  dockerProvider,
  findNetwork,
  ProxyNetwork,
  Refusal,
  Whoami,
} from "gatehouse";

/** Adopts the network of this name, which other containers may use, and refuses to create one. */
async function program() {
  const config = new pulumi.Config();
  const networkName = config.get("network") ?? "proxy_net";
  const provider = dockerProvider("docker", { url: new pulumi.Config("docker").get("host") });
  if (!(await findNetwork(connect(provider.dockerHost), networkName))) {
    throw new Refusal(`Docker host ${provider.dockerHost.url}`, [
      `there is no network "${networkName}". Make it: docker network create ${networkName}`,
    ]);
  }

  const network = new ProxyNetwork("proxy_net", { networkName }, { provider });
  const given = config.getObject<Partial<CaddyProxyArgs>>("entry");
  const entry = new CaddyProxy("caddy", { network, ...given });
  const image = config.get("image");
  const served = { entry, image, hosts: ["adopted.localhost"] };
  const whoami = new Whoami("whoami", served);
  return { network: network.networkName, urls: whoami.service.urls };
}

export = program;

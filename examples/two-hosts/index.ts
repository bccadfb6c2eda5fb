import * as pulumi from "@pulumi/pulumi";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  type DockerHostArgs,
  dockerProvider,
  images,
  ProxiedService,
  ProxyNetwork,
} from "gatehouse";

const config = new pulumi.Config();

/** A network, an entry point and a service, all on the host of that name in the stack's file. */
function deployOn(name: string, host: string) {
  const provider = dockerProvider(name, config.getObject<DockerHostArgs>(name));
  const networkName = config.get("network");
  const network = new ProxyNetwork(`${name}-net`, { networkName }, { provider });
  const given = config.getObject<Partial<CaddyProxyArgs>>("entry");
  const entry = new CaddyProxy(`${name}-caddy`, { network, ...given });
  const image = config.get("image") ?? images.whoami;
  const service = { entry, image, port: 80, hosts: [host] };
  return new ProxiedService(`${name}-whoami`, service);
}

const here = deployOn("here", "here.localhost");
const there = deployOn("there", "there.localhost");
export const urls = pulumi.all([here.urls, there.urls]).apply((all) => all.flat());

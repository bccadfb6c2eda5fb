import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** The addresses of a network, as Docker has chosen them; of IPv4, which is all the plugin looks at. */
export function subnetOf(network: docker.Network): pulumi.Output<string> {
  return network.ipamConfigs.apply((configs = []) => {
    const subnets = configs.map(({ subnet = "" }) => subnet);
    return subnets.find((subnet) => subnet.includes(".")) ?? "";
  });
}

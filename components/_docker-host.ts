import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { type DockerHost, dockerHost } from "./engine/host";

/** The Docker host that the resources of a component are on: its provider's, else the stack's. */
export function dockerHostOf(component: pulumi.ComponentResource): pulumi.Output<DockerHost> {
  const config = new pulumi.Config("docker");
  const stack = { host: config.get("host"), certPath: config.get("certPath") };
  const provider = component.getProvider("docker:index/container:Container") as
    | docker.Provider
    | undefined;
  return pulumi
    .all([provider?.host, provider?.certPath])
    .apply(([host = stack.host, certPath = stack.certPath]) => dockerHost({ host, certPath }));
}

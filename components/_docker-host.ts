import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { hostOfProvider } from "./docker-provider";
import { type DockerHost, providerHost } from "./engine/host";
import { providerConfig } from "./provider-config";

/** The Docker host that the resources of a component are on: its provider's, else the stack's. */
export function dockerHostOf(component: pulumi.ComponentResource): pulumi.Output<DockerHost> {
  const stack = providerConfig();
  const provider = component.getProvider("docker:index/container:Container") as
    | docker.Provider
    | undefined;
  const typed = provider && hostOfProvider(provider);
  if (typed !== undefined) return pulumi.output(typed);
  return pulumi
    .all([provider?.host, provider?.certPath])
    .apply(([host = stack.host, certPath = stack.certPath]) =>
      providerHost({ ...stack, host, certPath }),
    );
}

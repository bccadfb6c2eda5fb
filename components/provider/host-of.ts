import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../docker/host/engine";
import { type ConfiguredHost, resolveProviderHost } from "../docker/host/host";
import { hostOfProvider } from "./docker-provider";

/** The Docker provider that a resource's children inherit, if it has one. */
export function providerOfDocker(resource: pulumi.Resource | undefined) {
  // The schemas refuse an argument of the wrong type later, with every other problem.
  if (!pulumi.Resource.isInstance(resource)) return undefined;
  return resource.getProvider("docker:index/container:Container") as docker.Provider | undefined;
}

/** The Docker host that the resources of a component are on: its provider's, else the stack's. */
export function hostOf(component: pulumi.ComponentResource): pulumi.Output<DockerHost> {
  const known = knownHostOf(component);
  if (known !== undefined) return pulumi.output(known);
  const stack = providerConfig();
  const provider = providerOfDocker(component);
  return pulumi
    .all([provider?.host, provider?.certPath])
    .apply(([host = stack.host, certPath = stack.certPath]) =>
      resolveProviderHost({ ...stack, host, certPath }),
    );
}

/** The same while the program runs; `undefined` for a provider whose host only Pulumi knows. */
export function knownHostOf(component: pulumi.ComponentResource): DockerHost | undefined {
  const provider = providerOfDocker(component);
  return provider === undefined ? resolveProviderHost(providerConfig()) : hostOfProvider(provider);
}

/** The Docker provider's configuration in the stack's file. */
export function providerConfig(): ConfiguredHost {
  const config = new pulumi.Config("docker");
  return {
    host: config.get("host"),
    certPath: config.get("certPath"),
    sshOpts: config.getObject<string[]>("sshOpts"),
  };
}

import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { declareContainer, declareImage } from "./_container";
import { networkAlias } from "./_owner";
import { type Releases, upTo } from "./_service-backend";
import { dockerHealthcheck } from "./healthcheck";
import type { ProxiedServiceArgs, ServiceCanary } from "./proxied-service";

/** Declares the containers of a service; those of the release that is tried out come last. */
export function declareServiceContainers(
  { name, replicas, canaries }: Releases,
  args: ProxiedServiceArgs,
  labels: Record<string, string>,
  parent: pulumi.Resource,
): docker.Container[] {
  const stable = declareRelease(name, replicas, args, { ...args, labels }, parent);
  const { canary, containerName, environment } = args;
  if (canary === undefined) return stable;
  const named = containerName && `${containerName}-canary`;
  const trial = { environment, ...canary, labels: {} };
  const others = { ...args, containerName: named };
  return [...stable, ...declareRelease(`${name}-canary`, canaries, others, trial, parent)];
}

function declareRelease(
  name: string,
  count: number,
  { entry, containerName, healthcheck, stopGracePeriod = 10 }: ProxiedServiceArgs,
  release: Pick<ServiceCanary, "image" | "environment"> & { labels: Record<string, string> },
  parent: pulumi.Resource,
): docker.Container[] {
  const image = declareImage(`${name}-image`, release.image, parent, entry.mirror);
  return upTo(count).map((number) =>
    declareContainer(
      numbered(name, number),
      {
        image,
        containerName: containerName && numbered(containerName, number),
        attachments: [{ networkId: entry.network.networkId, aliases: [networkAlias(name)] }],
        labels: release.labels,
        environment: release.environment,
        healthcheck: healthcheck && dockerHealthcheck(healthcheck),
        awaitedElsewhere: true,
        restart: "unless-stopped",
        stopGracePeriod,
      },
      parent,
    ),
  );
}

function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name}-${number}`;
}

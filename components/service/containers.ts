import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { EntryPoint } from "../caddy/deployment";
import { declareContainer, declareImage } from "../declare/container";
import { networkAlias } from "../declare/owner";
import type { FullLimits } from "../declare/settings";
import { dockerHealthcheck } from "../declare/settings";
import { claimNames } from "../network/container-names";
import { providerOfDocker } from "../provider/host-of";
import { ContainerSetup } from "../resources/container-setup";
import type { Problem } from "../schema/problems";
import type { ProxiedServiceArgs, ServiceCanary } from "./args";
import { type ReplicaCounts, type Routing, type Service, upTo } from "./deployment";

/** The limits that `limits` leaves out. */
const LIMITS: FullLimits = { memory: 512, processes: 512 };

/** Declares the containers of a service; those of the canary come last. */
export function declareServiceContainers(
  { name, replicas, canaries, args }: Service,
  labels: Readonly<Record<string, string>>,
  parent: pulumi.ComponentResource,
): docker.Container[] {
  const stable = declareRelease(name, replicas, args, { ...args, labels }, parent);
  const { canary, containerName, environment } = args;
  if (canary === undefined) return stable;
  const named = containerName && canaryName(containerName);
  const trial = { environment, ...canary, labels: {} };
  const others = { ...args, containerName: named };
  return [...stable, ...declareRelease(`${name}-canary`, canaries, others, trial, parent)];
}

function declareRelease(
  name: string,
  count: number,
  args: ProxiedServiceArgs,
  release: Pick<ServiceCanary, "image" | "environment"> & Pick<Routing, "labels">,
  parent: pulumi.ComponentResource,
): docker.Container[] {
  const { entry, containerName, healthcheck, confinement, limits, stopGracePeriod = 10 } = args;
  const image = declareServiceImage(`${name}-image`, release.image, entry, parent);
  const containers = upTo(count).map((number) =>
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
        confinement,
        limited: limits !== undefined,
        restart: "unless-stopped",
        stopGracePeriod,
      },
      parent,
    ),
  );
  if (limits !== undefined) {
    for (const [index, { id: container }] of containers.entries()) {
      new ContainerSetup(
        numbered(name, index + 1),
        { container, limits: { ...LIMITS, ...limits } },
        parent,
      );
    }
  }
  return containers;
}

/** The images of the services behind an entry point, by reference. */
const IMAGES = new WeakMap<EntryPoint, Map<string, docker.RemoteImage>>();

/**
 * Declares the image of a release, once for all services of the entry point that run it.
 *
 * @param name of an image of the service's own. The first service that shares one takes its state over.
 */
function declareServiceImage(
  name: string,
  reference: pulumi.Input<string>,
  entry: EntryPoint,
  service: pulumi.ComponentResource,
): docker.RemoteImage {
  if (typeof reference !== "string") return declareImage(name, reference, service, entry.mirror);
  const images = IMAGES.get(entry) ?? new Map<string, docker.RemoteImage>();
  IMAGES.set(entry, images);
  const known = images.get(reference);
  if (known !== undefined) return known;
  const shared = `${entry.name}/${withShortDigest(reference)}`;
  // Not the entry point: its services wait for its children, and the alias for a service.
  const parent = undefined;
  const image = declareImage(shared, reference, parent, entry.mirror, {
    aliases: [{ name, parent: service }],
    provider: providerOfDocker(service),
  });
  images.set(reference, image);
  return image;
}

/** `shop:1@3f2a9c0d1e4b` for an image of that digest. */
function withShortDigest(reference: string): string {
  return reference.replace(/@sha256:(\w{12})\w*$/, "@$1");
}

/** Claims the fixed names of the containers on the Docker host. */
export function claimContainerNames(
  { subject: owner, args, ...counts }: Service,
  component: pulumi.ComponentResource,
): Problem[] {
  const { entry, containerName } = args;
  const wish = { owner, component, network: entry.network, containerName };
  return claimNames(wish, fixedNames(counts, containerName));
}

function fixedNames({ replicas, canaries }: ReplicaCounts, containerName = ""): string[] {
  return [
    ...upTo(replicas).map((number) => numbered(containerName, number)),
    ...upTo(canaries).map((number) => numbered(canaryName(containerName), number)),
  ];
}

function canaryName(containerName: string): string {
  return `${containerName}-canary`;
}

function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name}-${number}`;
}

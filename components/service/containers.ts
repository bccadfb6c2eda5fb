import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { EntryPoint } from "../caddy/deployment";
import { declareImage } from "../declare/container";
import { claimNames } from "../network/container-names";
import { providerOfDocker } from "../provider/host-of";
import type { Problem } from "../schema/problems";
import { type ReplicaCounts, type Service, upTo } from "./deployment";
import { declareRelease, declareVolumes, numbered } from "./release";

/** Declares the containers of a service; those of the canary come last. */
export function declareServiceContainers(
  { name, replicas, canaries, args }: Service,
  labels: Readonly<Record<string, string>>,
  parent: pulumi.ComponentResource,
): docker.Container[] {
  const { entry, canary } = args;
  const shared = {
    networkIds: [entry.network.networkId],
    volumes: declareVolumes(name, [...(args.volumes ?? []), ...(canary?.volumes ?? [])], parent),
  };
  const image = (release: string, reference: pulumi.Input<string>) =>
    declareServiceImage(`${release}-image`, reference, entry, parent);
  const stable = {
    ...{ ...shared, name, count: replicas, image: image(name, args.image) },
    options: { ...args, labels: { ...args.labels, ...labels } },
  };
  const declared = declareRelease(stable, parent);
  if (canary === undefined) return declared;
  const trial = `${name}-canary`;
  const { image: reference, weight: _weight, replicas: _replicas, ...others } = canary;
  const containerName = args.containerName && canaryName(args.containerName);
  const second = {
    ...{ ...shared, name: trial, count: canaries, image: image(trial, reference) },
    options: { ...args, ...others, containerName },
  };
  return [...declared, ...declareRelease(second, parent)];
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

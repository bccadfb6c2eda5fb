import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { EntryPoint } from "../caddy/deployment/deployment";
import { declareSource, type ImageSource } from "../declare/build";
import { declareImage } from "../declare/container";
import { claimNames } from "../network/container-names";
import { providerOfDocker } from "../provider/host-of";
import type { Problem } from "../schema/problems";
import { type ReplicaCounts, type Service, upTo } from "./deployment";
import { declareRelease, declareVolumes, numbered } from "./release";

/** Declares the containers of a service; those of the canary come last. */
export function declareServiceContainers(
  { name, replicas, canaries, args }: Service,
  labels: Readonly<Record<string, pulumi.Input<string>>>,
  parent: pulumi.ComponentResource,
): docker.Container[] {
  const { entry, canary } = args;
  const shared = {
    networkIds: [entry.network.networkId],
    volumes: declareVolumes(name, [...(args.volumes ?? []), ...(canary?.volumes ?? [])], parent),
  };
  const image = (release: string, source: ImageSource) =>
    declareServiceImage(release, source, entry, parent);
  const stable = {
    ...{ ...shared, name, count: replicas, image: image(name, args) },
    options: { ...args, labels: { ...args.labels, ...labels } },
  };
  const declared = declareRelease(stable, parent);
  if (canary === undefined) return declared;
  const trial = `${name}-canary`;
  const { weight: _weight, replicas: _replicas, ...others } = canary;
  const containerName = args.containerName && canaryName(args.containerName);
  const second = {
    ...{ ...shared, name: trial, count: canaries, image: image(trial, canary) },
    options: { ...args, ...others, containerName },
  };
  return [...declared, ...declareRelease(second, parent)];
}

/** The images of the services behind an entry point, by reference. */
const IMAGES = new WeakMap<EntryPoint, Map<string, docker.RemoteImage>>();

/**
 * Declares the image of a release. Services of an entry point share an image of one reference; the first of
 * them takes over the state of an image of its own.
 */
export function declareServiceImage(
  release: string,
  source: ImageSource,
  entry: EntryPoint,
  service: pulumi.ComponentResource,
): docker.RemoteImage {
  const { image: reference, build } = source;
  if (typeof reference !== "string" || build !== undefined) {
    return declareSource(release, source, service, entry.mirror);
  }
  const images = IMAGES.get(entry) ?? new Map<string, docker.RemoteImage>();
  IMAGES.set(entry, images);
  const known = images.get(reference);
  if (known !== undefined) return known;
  const shared = `${entry.name}/${withShortDigest(reference)}`;
  // Not the entry point: its services wait for its children, and the alias for a service.
  const parent = undefined;
  const image = declareImage(shared, reference, parent, entry.mirror, {
    aliases: [{ name: `${release}-image`, parent: service }],
    provider: providerOfDocker(service),
  });
  images.set(reference, image);
  return image;
}

/** `shop:1@3f2a9c0d1e4b` for an image of that digest, `sha256:3f2a9c0d1e4b` for one of that id. */
function withShortDigest(reference: string): string {
  return reference.replace(/@sha256:(\w{12})\w*$/, "@$1").replace(/^(sha256:\w{12})\w*$/, "$1");
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

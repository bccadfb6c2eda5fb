import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Confinement } from "../declare/confinement";
import { declareContainer, declareImage, type Mount } from "../declare/container";
import type { FullLimits } from "../declare/limits";
import { OWNER_LABEL, owner } from "../declare/owner";
import { ContainerSetup } from "../resources/container-setup";
import { onHost } from "../schema/paths";
import { acmeSecrets } from "./acme";
import type { CaddyProxyArgs } from "./args";
import { certificateMount } from "./certificate-files";
import { type CaddyContainers, declareControllerAndServer } from "./controller-and-server";
import { imageReference } from "./image";
import { type CaddySettings, caddyEnvironment } from "./plugin-settings";
import { Publish } from "./publish";
import { declareStorage } from "./storage";
import type { TlsPolicy } from "./tls";

export type { CaddyContainers } from "./controller-and-server";

/** What an entry point has made of its arguments. */
export interface CaddyEntry {
  readonly publish: Publish;
  /** Whether it is two containers, a server and a controller. */
  readonly split: boolean;
  readonly labelPrefix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly settings: CaddySettings;
  readonly tls: TlsPolicy;
  /** The registry that has the copies of images, where images come from one. */
  readonly mirror?: string;
  readonly networkId: pulumi.Output<string>;
  readonly ports: docker.types.input.ContainerPort[];
  /** What the container that reads labels is told beside the settings. */
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
}

const SERVING: FullLimits = { memory: 1024, processes: 1024 };
const CONTROLLING: FullLimits = { memory: 256, processes: 256 };

/** Declares the containers of an entry point. */
export function declareCaddy(
  name: string,
  entry: CaddyEntry,
  args: CaddyProxyArgs,
  parent: pulumi.ComponentResource,
): CaddyContainers {
  const reference = imageReference(args.image ?? {});
  const mirror = args.image?.local ? undefined : entry.mirror;
  const image = declareImage(`${name}-image`, reference, parent, mirror);
  const { containerName, data = {}, config = {} } = args;
  const containerPath = "/var/run/docker.sock";
  const socket = { hostPath: onHost(args.dockerSocket ?? containerPath), containerPath };
  const volumes = [
    declareStorage(`${name}-data`, "/data", data, { parent, protect: args.protect }),
    declareStorage(`${name}-config`, "/config", config, { parent }),
  ];
  const certificates = certificateMount(entry.tls.files);
  const secrets = acmeSecrets(entry.tls.acme);
  if (!entry.split) {
    const mounts = [...volumes, socket, ...certificates];
    return { server: declareSingle(name, entry, args, { image, mounts, secrets }, parent) };
  }
  return declareControllerAndServer(
    name,
    {
      ...{ ...entry, image, containerName, secrets, socket },
      volumes: [...volumes, ...certificates, ...declareSecrets(name, secrets, parent)],
      limits: { ...SERVING, ...args.limits },
      controllerLimits: { ...CONTROLLING, ...args.controllerLimits },
    },
    parent,
  );
}

/** A volume for secrets, where there are any: the root file system of the server can't be written. */
function declareSecrets(
  name: string,
  secrets: Readonly<Record<string, unknown>>,
  parent: pulumi.Resource,
): Mount[] {
  if (Object.keys(secrets).length === 0) return [];
  return [declareStorage(`${name}-secrets`, "/run/secrets", {}, { parent })];
}

interface SingleParts {
  readonly image: docker.RemoteImage;
  readonly mounts: Mount[];
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

/** One container that reads labels and serves. */
function declareSingle(
  name: string,
  entry: CaddyEntry,
  { containerName, hardened = true, limits }: CaddyProxyArgs,
  { image, mounts, secrets }: SingleParts,
  parent: pulumi.ComponentResource,
): docker.Container {
  const { labels, settings, environment, ports, networkId } = entry;
  const uploads = secretFiles(secrets);
  const limited = hardened || limits !== undefined;
  const container = declareContainer(
    name,
    {
      ...{ image, containerName, ports, uploads, limited },
      attachments: [{ networkId }],
      networkMode: entry.publish === Publish.HostNetwork ? "host" : undefined,
      labels: { [OWNER_LABEL]: owner(), ...labels },
      environment: { ...caddyEnvironment(settings), ...environment },
      volumes: mounts,
      confinement: hardened && singleConfinement(uploads !== undefined),
      restart: "always",
      stopGracePeriod: 30,
    },
    parent,
  );
  if (limited) {
    new ContainerSetup(
      name,
      { container: container.id, limits: { ...SERVING, ...limits } },
      parent,
    );
  }
  return container;
}

/**
 * Root, for Docker's socket. On the Docker host's network low ports are not anybody's, and files on
 * its volumes are another user's where it was two containers before.
 */
function singleConfinement(writable: boolean): Confinement {
  return { capabilities: ["CAP_DAC_OVERRIDE", "CAP_NET_BIND_SERVICE"], writable };
}

/** Files in the container for what must not stand in its labels or environment. */
function secretFiles(
  secrets: Readonly<Record<string, pulumi.Output<string>>>,
): docker.types.input.ContainerUpload[] | undefined {
  const files = Object.entries(secrets);
  if (files.length === 0) return undefined;
  return files.map(([file, content]) => ({ file, content, permissions: "0400" }));
}

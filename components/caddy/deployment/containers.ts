import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { declareImage, type Mount } from "../../declare/container";
import type { FullLimits } from "../../declare/settings";
import { Validation } from "../../resources/validation";
import { onHost } from "../../schema/paths";
import type { Problem } from "../../schema/problems";
import type { CaddyProxyArgs } from "../args";
import { imageReference } from "../image/image";
import { acmeSecrets } from "../tls/acme";
import { certificateMount } from "../tls/tls";
import { listenedPorts } from "./control";
import type { DeploymentArgs, EntryPoint } from "./deployment";
import { directoryMounts } from "./directories";
import { declareStorage } from "./storage";
import { swarmOnlyProblem } from "./swarm-problems";

/** The limits of a container that serves, unless the arguments have others. */
export const SERVING: FullLimits = { memory: 1024, processes: 1024 };

/** The parts of the containers of an entry point on one Docker host. */
export interface ContainerParts {
  readonly image: docker.RemoteImage;
  /** Where certificates and the configuration are kept. */
  readonly volumes: readonly Mount[];
  /** Directories of the Docker host that the server reads: certificates, and those of `directories`. */
  readonly directories: readonly Mount[];
  /** The secrets of the ACME account, by the paths of their files. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
  /** Docker's socket. */
  readonly socket: Mount;
}

/** Declares the image and the volumes. */
export function declareParts(
  name: string,
  entry: EntryPoint,
  args: CaddyProxyArgs,
): ContainerParts {
  const reference = imageReference(args.image ?? {});
  const mirror = args.image?.local ? undefined : entry.mirror;
  const image = declareImage(`${name}-image`, reference, entry, mirror);
  const { data = {}, config = {}, protect } = args;
  const containerPath = "/var/run/docker.sock";
  return {
    image,
    volumes: [
      declareStorage(`${name}-data`, "/data", data, { parent: entry, protect }),
      declareStorage(`${name}-config`, "/config", config, { parent: entry }),
    ],
    directories: [...certificateMount(entry.tls.files), ...directoryMounts(args.directories)],
    secrets: acmeSecrets(entry.tls.acme),
    socket: { hostPath: onHost(args.dockerSocket ?? containerPath), containerPath },
  };
}

/** Declares Caddy's check of the entry point's own configuration, on which its server depends. */
export function declareValidation(
  name: string,
  entry: EntryPoint,
  { image, directories, secrets }: ContainerParts,
  labels: Readonly<Record<string, string>>,
): Validation {
  const { labelPrefix, settings } = entry;
  const args = {
    ...{ image: image.imageId, labelPrefix, labels, secrets, base: settings.caddyfilePath },
    directories: directories.map(({ hostPath, containerPath }) => ({ hostPath, containerPath })),
  };
  return new Validation(name, args, entry);
}

/** The ports of the Docker host that lead to a container of the entry point. */
export function publishedPorts(entry: EntryPoint): docker.types.input.ContainerPort[] {
  return listenedPorts(entry).map(({ port, protocol }) => ({
    internal: port,
    external: port,
    ip: entry.address,
    protocol,
  }));
}

/** The arguments that only a Swarm has. */
export function swarmOnlyProblems({ edge }: DeploymentArgs): Problem[] {
  return edge === undefined ? [] : [swarmOnlyProblem("edge")];
}

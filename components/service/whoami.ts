import * as pulumi from "@pulumi/pulumi";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { policyFor, policyProblems } from "../caddy/tls/tls";
import { type TlsMode, tlsMode } from "../caddy/tls/tls-mode";
import { images } from "../declare/images";
import { type ContainerOptions, containerShape } from "../declare/options";
import { registered } from "../declare/registered";
import { UNPRIVILEGED } from "../declare/settings";
import { reverseProxy, site, upstreams } from "../labels";
import { hosts } from "../labels/values";
import { withProviderOf } from "../provider/same-host";
import { argsProblems, type Problem } from "../schema/problems";
import { checkArgs, Refusal } from "../schema/refusal";
import { withSecrets } from "../schema/secret";
import { argsOf, entryPoint, imageInput, oneOf, physicalName, replicas } from "../schema/values";
import { LabelsOn, type ProxiedServiceArgs, type ServiceFaults } from "./args";
import { deploymentProblems, ProxiedService } from "./proxied-service";

/** The arguments of {@link Whoami}, with the options of its containers. */
export interface WhoamiArgs extends ContainerOptions {
  /** The entry point in front of it. */
  entry: CaddyProxy;
  /** Its domain names. With the labels on its containers a change replaces them. */
  hosts: string[];
  /** Image reference. Default: `images.whoami`. A change replaces the containers. */
  image?: string;
  /** Where its certificate comes from. Default: the entry point's `tls`. A change replaces. */
  tls?: TlsMode;
  /** How many containers share the requests. Default: 1. */
  replicas?: number;
  /** Faults between the entry point and whoami. Default: none. */
  faults?: ServiceFaults;
  /**
   * Which container carries the labels. Default: `container`, as with `docker run --label`; with
   * `faults` and in a Swarm `route-holder`.
   */
  labelsOn?: LabelsOn;
  /** Fixed name on the Docker host. Default: chosen by Pulumi. */
  containerName?: string;
}

/** Port that whoami listens on in its image. */
const PORT = 80;

/** Its image runs as root, which it does not need. */
const NOBODY = { user: UNPRIVILEGED };
const LIMITS = { memory: 128, processes: 128 };

/**
 * whoami answers with the request that it received, so that you see what a service behind the entry
 * point gets. It runs as an unprivileged user, with a read-only file system and no capabilities.
 *
 * @example
 * new Whoami("whoami", { entry, hosts: ["whoami.localhost"] });
 */
export class Whoami extends pulumi.ComponentResource {
  /** The service it is made with. */
  readonly service: ProxiedService;

  constructor(name: string, args: WhoamiArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "gatehouse:index:Whoami",
      name,
      registered(withSecrets(argsSchema, args)),
      withProviderOf(args?.entry, opts),
    );
    checkArgs("Whoami", name, argsSchema, args);
    const problems = certificateProblems(args);
    if (problems.length > 0) throw new Refusal(`Whoami "${name}"`, problems);
    this.service = new ProxiedService(name, serviceArgs(args), { parent: this });
    this.registerOutputs({ service: this.service });
  }
}

function serviceArgs(args: WhoamiArgs): ProxiedServiceArgs {
  const held = args.faults !== undefined || !args.entry.deployment.onOneHost;
  const usual = held ? LabelsOn.RouteHolder : LabelsOn.Container;
  const { hosts, labelsOn = usual, image = images.whoami, ...rest } = args;
  const reached = labelsOn === LabelsOn.Container ? { sites: [asByHand(hosts)] } : { hosts };
  return { ...rest, ...reached, labelsOn, image, port: PORT, confinement: NOBODY, limits: LIMITS };
}

/** @internal Every mistake in the arguments that shows before anything is declared. */
export function whoamiProblems(name: string, args: WhoamiArgs): Problem[] {
  const problems = argsProblems(argsSchema, args);
  if (problems.length > 0) return problems;
  return [...certificateProblems(args), ...deploymentProblems(name, serviceArgs(args))];
}

/** The problems of its hosts, which its service has as addresses of a site. */
function certificateProblems({ entry, tls, hosts }: WhoamiArgs): Problem[] {
  return policyProblems(policyFor(entry.tls, tls), hosts);
}

/** The site of two labels, `caddy` and `caddy.reverse_proxy`, without a service's defaults. */
function asByHand(hosts: readonly string[]) {
  return site(hosts, reverseProxy(upstreams(PORT)));
}

const argsSchema = argsOf({
  ...containerShape,
  entry: entryPoint,
  hosts,
  image: imageInput.optional(),
  tls: tlsMode.optional(),
  replicas: replicas.optional(),
  labelsOn: oneOf(LabelsOn).optional(),
  containerName: physicalName.optional(),
});

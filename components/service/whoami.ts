import * as pulumi from "@pulumi/pulumi";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { type TlsMode, tlsMode } from "../caddy/tls-mode";
import { UNPRIVILEGED } from "../declare/confinement";
import { images } from "../declare/images";
import { reverseProxy, site, upstreams } from "../labels";
import { hosts } from "../labels/values";
import { DeployMode } from "../network/deploy-mode";
import { withProviderOf } from "../provider/same-host";
import { argsProblems, type Problem } from "../schema/problems";
import { checkArgs } from "../schema/refusal";
import { argsOf, entryPoint, imageInput, oneOf, physicalName, replicas } from "../schema/values";
import type { ProxiedServiceArgs, ServiceFaults } from "./args";
import { LabelsOn } from "./labels-on";
import { deploymentProblems, ProxiedService } from "./proxied-service";

/** Where whoami is reached. */
export interface WhoamiArgs {
  /** The entry point in front of it. */
  entry: CaddyProxy;
  /** Domain names it answers. With the labels on its containers a change replaces those. */
  hosts: string[];
  /** Image reference. Default: `images.whoami`. A change replaces the containers. */
  image?: string;
  /** Where its certificate comes from. Default: as the entry point says. A change replaces. */
  tls?: TlsMode;
  /** How many containers share the requests. Default: 1. */
  replicas?: number;
  /** Faults on the way to it. Default: none. */
  faults?: ServiceFaults;
  /**
   * Which container carries the labels. Default: `container`, to show what one does by hand; with
   * `faults` and in a Swarm it is `route-holder`.
   */
  labelsOn?: LabelsOn;
  /** Fixed name on the Docker host. Default: chosen by Pulumi. */
  containerName?: string;
}

/** Port that whoami listens on in its image. */
const PORT = 80;

/** It writes nothing, and its image has no user but root. */
const NOBODY = { user: UNPRIVILEGED };
const LIMITS = { memory: 128, processes: 128 };

/**
 * whoami, which answers with the request it got: the first service behind the entry point, to see
 * what a service sees. It runs as nobody, writes nothing and has no capabilities.
 *
 * @example
 * new Whoami("whoami", { entry, hosts: ["whoami.localhost"] });
 */
export class Whoami extends pulumi.ComponentResource {
  /** The service it is made with. */
  readonly service: ProxiedService;

  constructor(name: string, args: WhoamiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:Whoami", name, args ?? {}, withProviderOf(args?.entry, opts));
    checkArgs("Whoami", name, argsSchema, args);
    this.service = new ProxiedService(name, serviceArgs(args), { parent: this });
    this.registerOutputs({ service: this.service });
  }
}

function serviceArgs(args: WhoamiArgs): ProxiedServiceArgs {
  const held = args.faults !== undefined || args.entry.network.mode === DeployMode.Swarm;
  const usual = held ? LabelsOn.RouteHolder : LabelsOn.Container;
  const { hosts, labelsOn = usual, image = images.whoami, ...rest } = args;
  const reached = labelsOn === LabelsOn.Container ? { sites: [asByHand(hosts)] } : { hosts };
  return { ...rest, ...reached, labelsOn, image, port: PORT, confinement: NOBODY, limits: LIMITS };
}

/** @internal Every mistake in the arguments that shows before anything is declared. */
export function whoamiProblems(name: string, args: WhoamiArgs): Problem[] {
  const problems = argsProblems(argsSchema, args);
  return problems.length > 0 ? problems : deploymentProblems(name, serviceArgs(args));
}

/** The site that everybody's first labels make, with nothing of what a service adds to it. */
function asByHand(hosts: readonly string[]) {
  return site(hosts, reverseProxy(upstreams(PORT)));
}

const argsSchema = argsOf({
  entry: entryPoint,
  hosts,
  image: imageInput.optional(),
  tls: tlsMode.optional(),
  replicas: replicas.optional(),
  labelsOn: oneOf(LabelsOn).optional(),
  containerName: physicalName.optional(),
});

import * as pulumi from "@pulumi/pulumi";
import type { CaddyProxy } from "./caddy-proxy";
import { images } from "./images";
import { ProxiedService } from "./proxied-service";
import type { TlsMode } from "./tls";

/** Where whoami is reached. */
export interface WhoamiArgs {
  /** The entry point in front of it. */
  entry: CaddyProxy;
  /** Domain names it answers. A change replaces the containers. */
  hosts: string[];
  /** Image reference. Default: `images.whoami`. A change replaces the containers. */
  image?: string;
  /** Where its certificate comes from. Default: as the entry point says. A change replaces. */
  tls?: TlsMode;
  /** How many containers share the requests. Default: 1. */
  replicas?: number;
  /** Fixed name on the Docker host. Default: chosen by Pulumi. */
  containerName?: string;
}

/** Port that whoami listens on in its image. */
const PORT = 80;

/**
 * whoami, which answers with the request it got: the first service behind the entry point, to see
 * what a service sees.
 *
 * @example
 * new Whoami("whoami", { entry, hosts: ["whoami.localhost"] });
 */
export class Whoami extends pulumi.ComponentResource {
  /** The service it is made with. */
  readonly service: ProxiedService;

  constructor(name: string, args: WhoamiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gatehouse:index:Whoami", name, args, opts);
    this.service = new ProxiedService(
      name,
      { ...args, image: args.image ?? images.whoami, port: PORT },
      { parent: this },
    );
    this.registerOutputs({ service: this.service });
  }
}

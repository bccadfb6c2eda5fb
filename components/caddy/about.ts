import type * as pulumi from "@pulumi/pulumi";
import type { ProgramContainer } from "../labels";
import type { Toxic } from "../toxics/toxic";

/** A component's own words about itself, beside its routes. A portal shows them. */
export interface About {
  /** The reference of its image. */
  readonly image?: pulumi.Input<string>;
  /** The folder that its image is built from, on the machine that runs Pulumi. */
  readonly context?: string;
  /** The number of its containers, without those of the canary. Default: it runs none. */
  readonly replicas?: number;
  /** Its second release, and the percentage of requests that this gets. */
  readonly canary?: { readonly image?: pulumi.Input<string>; readonly weight: number };
  /** Its health check. Default: none. */
  readonly health?: { readonly path: string; readonly port?: number; readonly status?: number };
  /** The faults between the entry point and it. Default: none. */
  readonly faults?: { readonly toxics?: readonly Toxic[]; readonly down?: boolean };
}

/** A component behind an entry point. */
export interface RegisteredComponent extends ProgramContainer {
  /** Its class, such as `ProxiedService`. */
  readonly component: string;
  readonly about: About;
}

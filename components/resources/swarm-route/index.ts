import * as pulumi from "@pulumi/pulumi";
import { OWNER_LABEL, owner } from "../../declare/owner";
import { hostOf } from "../../provider/host-of";
import { swarmName } from "../../swarm/names";
import { swarmRouteProvider } from "./provider";

/** Arguments of {@link SwarmRoute}. */
export interface SwarmRouteArgs {
  readonly labels: Readonly<Record<string, string>>;
  /** Any image: it never runs. */
  readonly image: pulumi.Input<string>;
  /** URLs that must answer. Default: none. */
  readonly urls?: readonly string[];
  /** Id of the service whose tasks are the servers on the edge nodes. */
  readonly servers: pulumi.Input<string>;
}

/**
 * A route at the entry point of a Swarm: its labels, on a service without tasks. A change is one update
 * of that service, done when every edge node that can be reached from here answers.
 */
export class SwarmRoute extends pulumi.dynamic.Resource {
  constructor(
    name: string,
    { labels, urls = [], ...rest }: SwarmRouteArgs,
    parent: pulumi.ComponentResource,
    dependsOn?: pulumi.Resource[],
  ) {
    super(
      swarmRouteProvider,
      `${name}-route`,
      {
        ...rest,
        docker: hostOf(parent),
        holder: swarmName(`${name}-route`),
        labels: { [OWNER_LABEL]: owner(), ...labels },
        urls,
      },
      { parent, dependsOn },
      "gatehouse",
      "SwarmRoute",
    );
  }
}

import type * as pulumi from "@pulumi/pulumi";
import { stackMark } from "../../declare/leftovers";
import { OWNER_LABEL, owner } from "../../declare/owner";
import { connect } from "../../docker/client";
import { STACK_LABEL } from "../../docker/stack-label";
import { hostOf } from "../../provider/host-of";
import { textOf } from "../../schema/canonical";
import { swarmName } from "../../swarm/service";
import { watchingDrift } from "../drift";
import { ProvidedResource } from "../provided-resource";
import {
  dropLabels,
  type HolderSpec,
  holdLabels,
  labelsHeld,
  type RouteCheck,
  waitForServers,
} from "./steps";
import { tryRoute } from "./trial";

/** The resolved properties of a route in a Swarm, as the state keeps them. */
interface SwarmRouteProps extends HolderSpec, RouteCheck {}

const provider = {
  async create(props: SwarmRouteProps) {
    await tryRoute(props);
    await apply(props);
    return { id: props.holder, outs: props };
  },
  async update(_id: string, olds: SwarmRouteProps, news: SwarmRouteProps) {
    if (textOf(olds.labels) !== textOf(news.labels)) await tryRoute(news);
    try {
      await apply(news);
    } catch (error) {
      await apply({ ...olds, urls: [] });
      throw error;
    }
    return { outs: news };
  },
  async delete(_id: string, { docker, holder }: SwarmRouteProps) {
    await dropLabels(connect(docker), holder);
  },
  async diff(
    _id: string,
    { docker: _old, ...olds }: SwarmRouteProps,
    { docker: _new, ...news }: SwarmRouteProps,
  ) {
    return { changes: textOf(olds) !== textOf(news) };
  },
  async read(id: string, props?: SwarmRouteProps) {
    if (props === undefined) return { id };
    const labels = await labelsHeld(connect(props.docker), props.holder);
    return { id, props: { ...props, labels: labels ?? {} } };
  },
};

export const swarmRouteProvider: pulumi.dynamic.ResourceProvider<SwarmRouteProps, SwarmRouteProps> =
  watchingDrift(provider, async ({ docker, holder, labels }) => {
    const held = await labelsHeld(connect(docker), holder);
    if (held === undefined) return { changed: ["the service with its labels is gone"] };
    return textOf(held) === textOf(labels) ? {} : { changed: ["its labels are others"] };
  });

async function apply(props: SwarmRouteProps): Promise<void> {
  const engine = connect(props.docker);
  await holdLabels(engine, props);
  await waitForServers(engine, props);
}

/** Arguments of {@link SwarmRoute}. */
export interface SwarmRouteArgs {
  readonly labels: Readonly<Record<string, pulumi.Input<string>>>;
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
export class SwarmRoute extends ProvidedResource {
  constructor(
    name: string,
    { labels, urls = [], ...rest }: SwarmRouteArgs,
    parent: pulumi.ComponentResource,
    dependsOn?: pulumi.Resource[],
  ) {
    super(
      "SwarmRoute",
      `${name}-route`,
      {
        ...rest,
        docker: hostOf(parent),
        holder: swarmName(`${name}-route`),
        labels: { [OWNER_LABEL]: owner(), [STACK_LABEL]: stackMark(parent), ...labels },
        urls,
      },
      { parent, dependsOn },
    );
  }
}

import * as pulumi from "@pulumi/pulumi";
import { stackMark } from "../../declare/leftovers";
import { OWNER_LABEL, owner } from "../../declare/owner";
import { STACK_LABEL } from "../../docker/containers/stack-label";
import { connect } from "../../docker/host/client";
import { hostOf } from "../../provider/host-of";
import { textOf } from "../../schema/canonical";
import { swarmName } from "../../swarm/service";
import { watchingDrift } from "../drift";
import { ProvidedResource, warnOfEach } from "../provided-resource";
import {
  dropLabels,
  type HolderSpec,
  holdLabels,
  labelsHeld,
  type RouteCheck,
  unanswered,
  waitForServers,
} from "./steps";
import { tryRoute } from "./trial";

/** The resolved properties of a route in a Swarm, as the state keeps them. */
interface SwarmRouteProps extends HolderSpec, RouteCheck {
  /** A text for each host that the servers had no certificate for; only the state has it. */
  readonly uncertified?: readonly string[];
}

const provider = {
  async create(props: SwarmRouteProps) {
    await tryRoute(props);
    return { id: props.holder, outs: await apply(props) };
  },
  async update(_id: string, olds: SwarmRouteProps, news: SwarmRouteProps) {
    if (textOf(olds.labels) !== textOf(news.labels)) await tryRoute(news);
    try {
      return { outs: await apply(news) };
    } catch (error) {
      await apply({ ...olds, urls: [] });
      throw error;
    }
  },
  async delete(_id: string, { docker, holder }: SwarmRouteProps) {
    await dropLabels(connect(docker), holder);
  },
  async diff(_id: string, olds: SwarmRouteProps, { docker: _new, ...news }: SwarmRouteProps) {
    const { docker: _old, ...seen } = await unlessCertified(olds);
    return { changes: textOf(seen) !== textOf(news) };
  },
  async read(id: string, props?: SwarmRouteProps) {
    if (props === undefined) return { id };
    const labels = await labelsHeld(connect(props.docker), props.holder);
    return { id, props: { ...(await unlessCertified(props)), labels: labels ?? {} } };
  },
};

export const swarmRouteProvider: pulumi.dynamic.ResourceProvider<SwarmRouteProps, SwarmRouteProps> =
  watchingDrift(provider, async ({ docker, holder, labels }) => {
    const held = await labelsHeld(connect(docker), holder);
    if (held === undefined) return { changed: ["the service with its labels is gone"] };
    return textOf(held) === textOf(labels) ? {} : { changed: ["its labels are others"] };
  });

/** Makes the servers serve a route; returns its properties, with what is missing. */
async function apply(props: SwarmRouteProps): Promise<SwarmRouteProps> {
  const engine = connect(props.docker);
  await holdLabels(engine, props);
  const uncertified = await waitForServers(engine, props);
  return uncertified.length === 0 ? props : { ...props, uncertified };
}

/** The properties for the state: without what was missing once every URL answers. */
async function unlessCertified(props: SwarmRouteProps): Promise<SwarmRouteProps> {
  const { uncertified, ...rest } = props;
  if (uncertified === undefined) return props;
  const silent = await unanswered(connect(props.docker), props);
  return silent.length > 0 ? props : rest;
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
  /** By which the servers know requests that no rate limit counts. Default: limits count them all. */
  readonly pass?: pulumi.Input<string>;
}

/**
 * A route at the entry point of a Swarm: its labels, on a service without tasks. A change is one update
 * of that service, done when every edge node that can be reached from here answers. A certificate that Caddy
 * keeps trying to get is a warning.
 */
export class SwarmRoute extends ProvidedResource {
  /** A text for each host that the servers have no certificate for yet. */
  declare private readonly uncertified: pulumi.Output<readonly string[] | undefined>;

  constructor(
    name: string,
    { labels, urls = [], pass, ...rest }: SwarmRouteArgs,
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
        pass: pass && pulumi.secret(pass),
        uncertified: undefined,
      },
      { parent, dependsOn },
    );
    warnOfEach(this.uncertified, this);
  }
}

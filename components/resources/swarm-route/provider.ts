import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../../docker/client";
import { textOf } from "../../schema/canonical";
import {
  type Asking,
  dropLabels,
  type HolderSpec,
  holdLabels,
  labelsHeld,
  waitForServers,
} from "./steps";

/** The resolved properties of a route in a Swarm, as the state keeps them. */
export interface SwarmRouteProps extends HolderSpec, Asking {}

export const swarmRouteProvider: pulumi.dynamic.ResourceProvider<SwarmRouteProps, SwarmRouteProps> =
  {
    async create(props) {
      await apply(props);
      return { id: props.holder, outs: props };
    },
    async update(_id, olds, news) {
      try {
        await apply(news);
      } catch (error) {
        await apply({ ...olds, urls: [] });
        throw error;
      }
      return { outs: news };
    },
    async delete(_id, { docker, holder }) {
      await dropLabels(connect(docker), holder);
    },
    async diff(_id, { docker: _old, ...olds }, { docker: _new, ...news }) {
      return { changes: textOf(olds) !== textOf(news) };
    },
    async read(id, props) {
      if (props === undefined) return { id };
      const labels = await labelsHeld(connect(props.docker), props.holder);
      return { id, props: { ...props, labels: labels ?? {} } };
    },
  };

async function apply(props: SwarmRouteProps): Promise<void> {
  const engine = connect(props.docker);
  await holdLabels(engine, props);
  await waitForServers(engine, props);
}

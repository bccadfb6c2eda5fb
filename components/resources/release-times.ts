import type * as pulumi from "@pulumi/pulumi";
import { owner } from "../declare/owner";
import { connect } from "../docker/host/client";
import { type DockerHost, unlessMissing } from "../docker/host/engine";
import { hostOf } from "../provider/host-of";
import { sameFields } from "../schema/canonical";
import { ProvidedResource } from "./provided-resource";

/** The resolved properties, as the state keeps them. */
export interface ReleaseTimesProps {
  readonly docker: DockerHost;
  /** `<project>/<stack>/<portal>`. */
  readonly name: string;
  /** The ids of each service's containers. */
  readonly containers: Readonly<Record<string, readonly string[]>>;
  /** When the newest container of each was created, in ISO 8601. */
  readonly times?: Readonly<Record<string, string>>;
}

export const releaseTimesProvider: pulumi.dynamic.ResourceProvider<
  ReleaseTimesProps,
  ReleaseTimesProps
> = {
  async create(props) {
    return { id: props.name, outs: await withTimes(props) };
  },

  async update(_id, _olds, news) {
    return { outs: await withTimes(news) };
  },

  async diff(_id, olds, news) {
    return { changes: !sameFields(olds, news, ["containers"]) };
  },
};

async function withTimes(props: ReleaseTimesProps): Promise<ReleaseTimesProps> {
  const engine = connect(props.docker);
  const createdAt = async (id: string) => {
    const found = await engine.getContainer(id).inspect().catch(unlessMissing);
    return found === undefined ? [] : [new Date(found.Created).toISOString()];
  };
  const all = Object.entries(props.containers).map(async ([service, ids]) => {
    const times = (await Promise.all(ids.map(createdAt))).flat().sort();
    return times.slice(-1).map((newest) => [service, newest] as const);
  });
  return { ...props, times: Object.fromEntries((await Promise.all(all)).flat()) };
}

/** When each service got its newest container. It reads them from Docker when a container is replaced. */
export class ReleaseTimes extends ProvidedResource {
  /** In ISO 8601, by the service's name. */
  declare readonly times: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(
    name: string,
    containers: ReadonlyMap<string, readonly pulumi.Input<string>[]>,
    parent: pulumi.ComponentResource,
  ) {
    super(
      "ReleaseTimes",
      `${name}-releases`,
      {
        docker: hostOf(parent),
        name: `${owner()}/${name}`,
        containers: Object.fromEntries(containers),
        times: undefined,
      },
      { parent },
    );
  }
}

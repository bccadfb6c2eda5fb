import type * as pulumi from "@pulumi/pulumi";
import { owner } from "../declare/owner";
import { startStopped, waitForContainers } from "../docker/containers/readiness";
import { connect } from "../docker/host/client";
import { hostOf } from "../provider/host-of";
import { sameFields } from "../schema/canonical";
import { containersSeen, watchingDrift } from "./drift";
import { ProvidedResource } from "./provided-resource";
import { unlessServed, type Waiting, waitUnlessHeldBack } from "./route/waiting";

/** The resolved properties of a reload, as the state keeps them. */
export interface ReloadProps extends Waiting {
  /** Ids of the containers of the proxy and of its controller. */
  readonly containers: readonly string[];
  /** Seconds a container may take to be ready. */
  readonly readyTimeout: number;
}

/**
 * The properties whose change requires another wait. The state of the former `Route` has more, which
 * don't count.
 */
const COMPARED = ["name", "proxy", "containers", "readyTimeout", "heldBackSince"] as const;

const provider = {
  async create(props: ReloadProps) {
    return { id: props.name, outs: await waitForProxy(props) };
  },

  async update(_id: string, _olds: ReloadProps, news: ReloadProps) {
    return { outs: await waitForProxy(news) };
  },

  async diff(_id: string, olds: ReloadProps, news: ReloadProps) {
    return { changes: !sameFields(await unlessServed(olds), news, COMPARED) };
  },

  async read(id: string, props?: ReloadProps) {
    if (props === undefined) return { id };
    return { id, props: await unlessServed(props) };
  },
};

export const reloadProvider: pulumi.dynamic.ResourceProvider<ReloadProps, ReloadProps> =
  watchingDrift(provider, (olds, news) =>
    containersSeen(olds.docker, olds.containers, news.containers),
  );

/** @returns the properties for the state, which say where the proxy is held back. */
async function waitForProxy(props: ReloadProps): Promise<ReloadProps> {
  const engine = connect(props.docker);
  await Promise.all(props.containers.map((id) => startStopped(engine, id)));
  const found = await Promise.all(props.containers.map((id) => engine.getContainer(id).inspect()));
  const started = Math.max(...found.map(({ State: state }) => Date.parse(state.StartedAt)));
  const loaded = waitUnlessHeldBack(engine, props, started);
  // A container that is not ready explains why nothing was loaded.
  loaded.catch(() => undefined);
  await waitForContainers(engine, props.containers, props.readyTimeout);
  return { ...props, ...(await loaded) };
}

/** The containers of a proxy. */
export interface ReloadArgs {
  /** Id of the container that serves requests. */
  readonly server: pulumi.Input<string>;
  /** Id of the container that reads the labels, where the server itself does not. */
  readonly controller?: pulumi.Input<string>;
}

/** Seconds that a container of the proxy may take to be ready. */
const READY_TIMEOUT = 30;

/**
 * Waits until new containers of the proxy have loaded the configuration that they make of all labels.
 *
 * It was a `Route` without labels before, whose state it takes over by an alias; so its properties in
 * the state have the names of a route's.
 */
export class Reload extends ProvidedResource {
  constructor(name: string, { server, controller }: ReloadArgs, parent: pulumi.ComponentResource) {
    super(
      "Reload",
      `${name}-reload`,
      {
        docker: hostOf(parent),
        name: `${owner()}/${name}`,
        proxy: server,
        controller,
        containers: controller === undefined ? [server] : [server, controller],
        readyTimeout: READY_TIMEOUT,
      },
      {
        parent,
        aliases: [{ name: `${name}-route`, type: "pulumi-nodejs:dynamic/gatehouse:Route" }],
      },
    );
  }
}

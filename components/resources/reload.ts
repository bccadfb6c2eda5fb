import * as pulumi from "@pulumi/pulumi";
import { hostOf } from "../provider/host-of";
import { reloadProvider } from "./reload/provider";

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
export class Reload extends pulumi.dynamic.Resource {
  constructor(name: string, { server, controller }: ReloadArgs, parent: pulumi.ComponentResource) {
    super(
      reloadProvider,
      `${name}-reload`,
      {
        docker: hostOf(parent),
        name: `${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
        proxy: server,
        controller,
        containers: controller === undefined ? [server] : [server, controller],
        readyTimeout: READY_TIMEOUT,
      },
      {
        parent,
        aliases: [{ name: `${name}-route`, type: "pulumi-nodejs:dynamic/gatehouse:Route" }],
      },
      "gatehouse",
      "Reload",
    );
  }
}

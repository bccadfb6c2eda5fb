import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../docker/host/client";
import { managerProblem } from "../docker/host/examine";
import { hostOf } from "../provider/host-of";
import { Refusal } from "../schema/refusal";

/**
 * Requires that the Docker host of a component is a manager, before anything is created there.
 *
 * @returns the Docker host's URL.
 * @throws Refusal, through the output.
 */
export function requireManager(component: pulumi.ComponentResource): pulumi.Output<string> {
  return hostOf(component).apply(async (host) => {
    const message = await managerProblem(connect(host)).catch(
      (error: Error) => `does not report whether it is a manager of a Swarm: ${error.message}.`,
    );
    if (message !== undefined) {
      throw new Refusal(`Docker host ${host.url}`, [message]);
    }
    return host.url;
  });
}

import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { hostOf } from "../../provider/host-of";
import { textOf } from "../../schema/canonical";
import { rolloutProvider } from "./provider";

/** Arguments of {@link Rollout}. */
export interface RolloutArgs {
  readonly services: readonly docker.Service[];
  /** The configuration of the services: a change of it requires another wait. */
  readonly asked: object;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * Waits until services have converged: Swarm has replaced every task that it had to, and all run. It
 * fails when Swarm rolls an update back, with the error of the task.
 */
export class Rollout extends pulumi.dynamic.Resource {
  constructor(
    name: string,
    { services, asked, timeout }: RolloutArgs,
    parent: pulumi.ComponentResource,
  ) {
    super(
      rolloutProvider,
      `${name}-rollout`,
      {
        docker: hostOf(parent),
        name: `${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
        services: services.map(({ id }) => id),
        asked: pulumi.output(asked).apply(fingerprint),
        timeout,
      },
      { parent },
      "gatehouse",
      "Rollout",
    );
  }
}

/** The state keeps a digest, since it has the configuration already. */
function fingerprint(asked: unknown): string {
  return createHash("sha256").update(textOf(asked)).digest("hex");
}

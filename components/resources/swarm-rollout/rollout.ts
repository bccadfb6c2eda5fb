import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { hostOf } from "../../provider/host-of";
import { textOf } from "../../schema/canonical";
import { rolloutProvider } from "./provider";

/** What a rollout waits for. */
export interface RolloutArgs {
  readonly services: readonly docker.Service[];
  /** Whatever changes this has it waited for again. */
  readonly asked: object;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * Waits until services are what they were asked to be: every task that was replaced is, and runs. It
 * fails when Swarm rolls an update back, with what the task said.
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

/** So that the state keeps nothing twice. */
function fingerprint(asked: unknown): string {
  return createHash("sha256").update(textOf(asked)).digest("hex");
}

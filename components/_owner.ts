import * as pulumi from "@pulumi/pulumi";

/**
 * The label that records on the Docker host which stack made a thing. It tells ours and found
 * ones apart, also after the state was lost.
 */
export const OWNER_LABEL = "gatehouse.owner";

/**
 * The value of the owner label for the running stack: `<project>/<stack>`. On one Docker host these
 * must differ, also between two backends.
 */
export function owner(): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}`;
}

import { createHash } from "node:crypto";
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

/** A label prefix that no other stack on the Docker host has, and that none's is the beginning of. */
export function privatePrefix(): string {
  const words =
    owner()
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const unique = createHash("sha256").update(owner()).digest("hex").slice(0, 6);
  return [...words, unique].join("-");
}

/** Name on the proxy network: stacks that share one must not answer to each other's names. */
export function networkAlias(name: string): string {
  return `${name}.${pulumi.getStack()}.${pulumi.getProject()}`;
}

import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/**
 * The label that records on the Docker host which stack created a resource, also after the state is
 * lost.
 */
export const OWNER_LABEL = "gatehouse.owner";

/**
 * The owner label's value for the running stack: `<project>/<stack>`, which must be unique on a Docker
 * host, also between two backends.
 */
export function owner(): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}`;
}

/** The owner label in the Docker provider's form. */
export function ownerLabels() {
  return [{ label: OWNER_LABEL, value: owner() }];
}

/** A label prefix that is unique on the Docker host, and not the beginning of another stack's. */
export function privatePrefix(): string {
  const words =
    owner()
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const unique = createHash("sha256").update(owner()).digest("hex").slice(0, 6);
  return [...words, unique].join("-");
}

/** A name on the proxy network, unique also where stacks share that network. */
export function networkAlias(name: string): string {
  return `${name}.${pulumi.getStack()}.${pulumi.getProject()}`;
}

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

/** The longest name of a volume, as of a file. */
const LONGEST = 255;
const UNIQUE = 8;

/**
 * A name on the Docker host for something of the running stack: `<project>-<stack>-<name>`. One with
 * characters other than letters, digits, "-" and "_", or that is too long, ends in a hash.
 */
export function ownName(name: string, longest = LONGEST): string {
  const whole = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
  const plain = whole.replace(/[^A-Za-z0-9_-]/g, "-").replace(/^[-_]+|[-_]+$/g, "");
  if (plain === whole && whole.length <= longest) return whole;
  const unique = createHash("sha256").update(whole).digest("hex").slice(0, UNIQUE);
  return `${plain.slice(0, longest - UNIQUE - 1)}-${unique}`;
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

import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** The longest name of a service in a Swarm. */
const LONGEST = 63;
const UNIQUE = 8;

/**
 * The name of a service in the Swarm, and in DNS on its networks: `<project>-<stack>-<name>`. Swarm
 * accepts letters, digits, "-" and "_" only: a name with other characters, or that is too long, ends in
 * a hash.
 */
export function swarmName(name: string): string {
  const whole = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
  const plain = whole.replace(/[^A-Za-z0-9_-]/g, "-").replace(/^[-_]+|[-_]+$/g, "");
  if (plain === whole && whole.length <= LONGEST) return whole;
  const unique = createHash("sha256").update(whole).digest("hex").slice(0, UNIQUE);
  return `${plain.slice(0, LONGEST - UNIQUE - 1)}-${unique}`;
}

/** The name in DNS of the tasks of a service that take requests. */
export function tasksOf(name: string): string {
  return `tasks.${swarmName(name)}`;
}

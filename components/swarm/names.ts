import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** The longest name that Swarm takes for a service. */
const LONGEST = 63;
const UNIQUE = 8;

/**
 * The name of a service in the Swarm, by which others on its networks reach it: `<project>-<stack>-<name>`.
 * Swarm takes letters, digits, "-" and "_" only; a name that had others, or is too long, ends in what
 * tells it from its like.
 */
export function swarmName(name: string): string {
  const whole = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
  const plain = whole.replace(/[^A-Za-z0-9_-]/g, "-").replace(/^[-_]+|[-_]+$/g, "");
  if (plain === whole && whole.length <= LONGEST) return whole;
  const unique = createHash("sha256").update(whole).digest("hex").slice(0, UNIQUE);
  return `${plain.slice(0, LONGEST - UNIQUE - 1)}-${unique}`;
}

/** The name in DNS that has the addresses of a service's tasks that take requests. */
export function tasksOf(name: string): string {
  return `tasks.${swarmName(name)}`;
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { STACK_LABEL } from "../docker/containers/stack-label";

/** The id of each program's stack. */
const IDS = new WeakMap<object, pulumi.Output<string>>();

/**
 * An id of the running stack, which its state keeps. Stacks of one project and name in two backends have
 * two; a stack that moves to another backend keeps its own.
 */
export function stackId(): pulumi.Output<string> {
  const stack = pulumi.runtime.getStackResource();
  const known = stack && IDS.get(stack);
  if (known !== undefined) return known;
  const { output } = new pulumi.Stash(
    "gatehouse",
    { input: firstId() },
    { ignoreChanges: ["input"] },
  );
  const id = output.apply(String);
  if (stack !== undefined) IDS.set(stack, id);
  return id;
}

/** Label of a route holder: the name of its route, which is the id of that route in the state. */
export const ROUTE_LABEL = "gatehouse.route";

/**
 * The label with the id of the stack, for a container that helps another one; none where an earlier
 * package created that one.
 *
 * @param labels those of the other container.
 */
export function sameStack(labels: Readonly<Record<string, string>>): Record<string, string> {
  const id = labels[STACK_LABEL];
  return id === undefined ? {} : { [STACK_LABEL]: id };
}

/** Label of a volume with files that only one release needs. */
export const FILES_LABEL = "gatehouse.files";

/** Label of a volume that stays on the Docker host when its service is deleted. */
export const RETAINED_LABEL = "gatehouse.retained";

/** The same in the preview and the `up` of a new stack, as a saved plan requires. */
function firstId(): string {
  const backend = backendUrl();
  const place = backend.startsWith("file:") ? [hostname(), homedir()] : [];
  const stack = [organization(), pulumi.getProject(), pulumi.getStack()];
  const parts = [...stack, backend, ...place];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
}

/** The organization; none in a unit test, whose mocks may lack one. */
function organization(): string {
  return pulumi.runtime.getEngine() === undefined ? "" : pulumi.getOrganization();
}

/** The backend of the running command, as Pulumi chooses it. */
function backendUrl(): string {
  const { PULUMI_BACKEND_URL, PULUMI_HOME = join(homedir(), ".pulumi") } = process.env;
  if (PULUMI_BACKEND_URL) return PULUMI_BACKEND_URL;
  try {
    return String(JSON.parse(readFileSync(join(PULUMI_HOME, "credentials.json"), "utf8")).current);
  } catch {
    return "";
  }
}

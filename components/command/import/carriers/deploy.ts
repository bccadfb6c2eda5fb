// What compose says of the containers of a service in a Swarm, some of which means them elsewhere, too.
import { fieldOf, fieldsOf, type Located, plainOf, textOf } from "../../compose/tree";
import type { Target } from "../target";
import { limitsPart } from "./limits";

/** `deploy`. */
export function carryDeploy(node: Located, to: Target, service: Located): void {
  for (const [key, field] of fieldsOf(node)) {
    if (key === "replicas") carryReplicas(field.node, to);
    else if (key === "resources") carryResources(field.node, to, service);
    else if (key === "restart_policy") {
      const condition = textOf(fieldOf(field.node, "condition")) ?? "any";
      const policy = { none: "no", "on-failure": "on-failure", any: "always" }[condition];
      if (fieldOf(service, "restart") === undefined) to.set("restart", policy);
    } else if (key !== "labels" && !(key === "mode" && textOf(field.node) === "replicated")) {
      to.left(field.key, `deploy.${key}`, SWARM[key] ?? "there is no argument for it.");
    }
  }
}

const SWARM: Readonly<Record<string, string>> = {
  placement:
    "it is an argument, placement, in a Swarm: new ProxyNetwork(…, { mode: DeployMode.Swarm }).",
  update_config:
    "it is an argument, updateConfig, in a Swarm. Elsewhere an update starts the new container first.",
  rollback_config: "it is an argument, rollbackConfig, in a Swarm.",
};

function carryResources(node: Located, to: Target, service: Located): void {
  limitsPart(node, to, service);
  for (const [key, { key: place, node: inner }] of fieldsOf(node)) {
    if (key === "limits") continue;
    const gpu = JSON.stringify(plainOf(inner)).includes('"gpu"');
    if (gpu) to.set("gpus", "all");
    else to.left(place, `deploy.resources.${key}`, "Docker's provider has no such setting.");
  }
}

/** `replicas` and `scale`. */
export function carryReplicas(node: Located, to: Target): void {
  const count = Number(textOf(node));
  if (count === 0)
    to.left(node.at, "replicas", "0 containers: leave the service out of the program.");
  else if (count !== 1) to.set("replicas", count);
}

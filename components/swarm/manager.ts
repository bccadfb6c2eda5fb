import type * as pulumi from "@pulumi/pulumi";
import { dockerHostOf } from "../_docker-host";
import { connect, type Engine } from "../engine/client";
import { Refusal } from "../errors";

/** Why services can't be made through an engine, a sentence; `undefined` where they can. */
export async function managerProblem(engine: Engine): Promise<string | undefined> {
  const { Swarm: swarm } = await engine.info();
  if (swarm?.ControlAvailable === true) return undefined;
  if (swarm?.LocalNodeState === "active") {
    return (
      "is a worker of a Swarm, and only its managers make services. Name one of them with " +
      "docker:host, or run there: docker node promote <this node>."
    );
  }
  return (
    `is in no Swarm (its state there is "${swarm?.LocalNodeState ?? "unknown"}"). Make one of it: docker swarm init. ` +
    "Or have it join one as a manager: docker swarm join."
  );
}

/**
 * Asks the Docker host of a component, before anything is made there, whether it is a manager.
 *
 * @returns the Docker host's URL.
 * @throws Refusal, through the output.
 */
export function requireManager(component: pulumi.ComponentResource): pulumi.Output<string> {
  return dockerHostOf(component).apply(async (host) => {
    const problem = await managerProblem(connect(host)).catch(
      (error: Error) => `can't be asked whether it is a manager of a Swarm: ${error.message}.`,
    );
    if (problem !== undefined) throw new Refusal(`Docker host ${host.url}`, [problem]);
    return host.url;
  });
}

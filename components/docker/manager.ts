import type { Engine } from "./engine";

/** Why an engine can't create services, a sentence; `undefined` for a manager of a Swarm. */
export async function managerProblem(engine: Engine): Promise<string | undefined> {
  const { Swarm: swarm } = await engine.info();
  if (swarm?.ControlAvailable === true) return undefined;
  if (swarm?.LocalNodeState === "active") {
    return (
      "is a worker of a Swarm, and only its managers make services. Name one of them with " +
      "docker:host, or run on one: docker node promote <this node>."
    );
  }
  return (
    `is in no Swarm (its state there is "${swarm?.LocalNodeState ?? "unknown"}"). ` +
    "Make one of it: docker swarm init. Or have it join one as a manager: docker swarm join."
  );
}

import { expect, test } from "vitest";
import type { Engine } from "../../../components/docker/host/engine";
import { managerProblem } from "../../../components/docker/host/examine";

const engine = (swarm: object) => ({ info: async () => ({ Swarm: swarm }) }) as unknown as Engine;

test("a manager can make services", async () => {
  const swarm = { LocalNodeState: "active", ControlAvailable: true };
  expect(await managerProblem(engine(swarm))).toBeUndefined();
});

test("any other engine is refused with the command that makes it a manager", async () => {
  const worker = { LocalNodeState: "active", ControlAvailable: false };
  expect(await managerProblem(engine(worker))).toBe(
    "is a worker of a Swarm, and only managers create services. Name a manager with docker:host, or promote this one: docker node promote <this node>.",
  );
  const alone = { LocalNodeState: "inactive", ControlAvailable: false };
  expect(await managerProblem(engine(alone))).toBe(
    'is in no Swarm (its state there is "inactive"). Create one: docker swarm init. Or join one as a manager: docker swarm join.',
  );
});

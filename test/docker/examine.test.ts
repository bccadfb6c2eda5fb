import { expect, test } from "vitest";
import type { Engine } from "../../components/docker/engine";
import { managerProblem } from "../../components/docker/examine";

const engine = (swarm: object) => ({ info: async () => ({ Swarm: swarm }) }) as unknown as Engine;

test("a manager can make services", async () => {
  const swarm = { LocalNodeState: "active", ControlAvailable: true };
  expect(await managerProblem(engine(swarm))).toBeUndefined();
});

test("an engine that can't is told what to do", async () => {
  const worker = { LocalNodeState: "active", ControlAvailable: false };
  expect(await managerProblem(engine(worker))).toBe(
    "is a worker of a Swarm, and only its managers make services. Name one of them with docker:host, or run on one: docker node promote <this node>.",
  );
  const alone = { LocalNodeState: "inactive", ControlAvailable: false };
  expect(await managerProblem(engine(alone))).toBe(
    'is in no Swarm (its state there is "inactive"). Make one of it: docker swarm init. Or have it join one as a manager: docker swarm join.',
  );
});

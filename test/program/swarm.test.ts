import { beforeAll, describe, expect, test } from "vitest";
import { parseStackFile } from "../../program";
import { useMocks } from "../support/record";

beforeAll(() => useMocks("dev"));

describe("the settings of a stack in a Swarm", () => {
  test("name the nodes that run servers", () => {
    const proxy = { address: "0.0.0.0", edge: ["node.labels.edge == true"] };
    expect(parseStackFile({ mode: "swarm", proxy }).settings).toMatchObject({
      mode: "swarm",
      proxy,
    });
  });

  test("are refused with everything that a Swarm does not support", () => {
    const config = {
      mode: "swarm",
      proxy: { containerName: "caddy", config: { volume: "caddy" }, hardened: false },
      whoami: { hosts: ["whoami.localhost"], containerName: "whoami" },
      toxiproxy: { apiPort: 9000 },
      registry: { mirror: "registry.example.com", username: "ops", password: "canary" },
    };
    expect(() => parseStackFile(config)).toThrow(
      `Pulumi.dev.yaml: 7 problems
  - gatehouse:proxy.address must be "0.0.0.0" in a Swarm, which publishes ports on every address of a node, got "127.0.0.1".
  - gatehouse:proxy.containerName must be left out in a Swarm, which names containers itself.
  - gatehouse:proxy.config must be left out in a Swarm, where the controller sends it to the servers.
  - gatehouse:proxy.hardened must be left out in a Swarm, whose servers never have Docker's socket.
  - gatehouse:registry.mirror must be left out in a Swarm. Name the images of the mirror themselves.
  - gatehouse:toxiproxy must not be in a Swarm: faults belong to one container each, and tasks come and go. Try the service on one Docker host, without a mode.
  - gatehouse:whoami.containerName must be left out in a Swarm, which names containers itself.`,
    );
  });

  test("are refused outside a Swarm", () => {
    expect(() => parseStackFile({ proxy: { edge: ["node.role == worker"] } })).toThrow(
      'Pulumi.dev.yaml: gatehouse:proxy.edge must be left out outside a Swarm, where there is one node. For a Swarm write new ProxyNetwork(…, { mode: "swarm" }).',
    );
    expect(() => parseStackFile({ mode: "kubernetes" })).toThrow(
      'Pulumi.dev.yaml: gatehouse:mode must be one of containers, swarm, got "kubernetes".',
    );
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import { parseSettings } from "../../program/settings";
import { useMocks } from "../support/record";

beforeAll(() => useMocks("dev"));

describe("the settings of a stack in a Swarm", () => {
  test("say where the servers are", () => {
    const proxy = { address: "0.0.0.0", edge: ["node.labels.edge == true"] };
    expect(parseSettings({ mode: "swarm", proxy })).toMatchObject({ mode: "swarm", proxy });
  });

  test("are refused with all that can't be had there", () => {
    const config = {
      mode: "swarm",
      proxy: { containerName: "caddy", config: { volume: "caddy" }, hardened: false },
      whoami: { hosts: ["whoami.localhost"], containerName: "whoami" },
      toxiproxy: { apiPort: 9000 },
      registry: { mirror: "registry.example.com", username: "ops", password: "canary" },
    };
    expect(() => parseSettings(config)).toThrow(
      `Pulumi.dev.yaml: 7 problems
  - gatehouse:proxy.address must be "0.0.0.0" where gatehouse:mode is "swarm", which publishes on every address of a node, got nothing.
  - gatehouse:proxy.hardened must be left out where gatehouse:mode is "swarm", whose servers never have the socket, got false.
  - gatehouse:toxiproxy must be left out where gatehouse:mode is "swarm", since faults belong to one container each, got {"apiPort":9000}.
  - gatehouse:proxy.containerName must be left out where gatehouse:mode is "swarm", which names containers itself, got "caddy".
  - gatehouse:registry.mirror must be left out where gatehouse:mode is "swarm", whose nodes get the images that are named, got "registry.example.com".
  - gatehouse:proxy.config must be left out where gatehouse:mode is "swarm", where the controller sends it to the servers, got {"volume":"caddy"}.
  - gatehouse:whoami.containerName must be left out where gatehouse:mode is "swarm", which names containers itself, got "whoami".`,
    );
  });

  test("are refused elsewhere", () => {
    expect(() => parseSettings({ proxy: { edge: ["node.role == worker"] } })).toThrow(
      'Pulumi.dev.yaml: gatehouse:proxy.edge must be left out where gatehouse:mode is not "swarm", got ["node.role == worker"].',
    );
    expect(() => parseSettings({ mode: "kubernetes" })).toThrow(
      'Pulumi.dev.yaml: gatehouse:mode must be one of containers, swarm, got "kubernetes".',
    );
  });
});

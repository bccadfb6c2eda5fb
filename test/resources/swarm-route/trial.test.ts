import { Readable } from "node:stream";
import Docker from "dockerode";
import { describe, expect, test } from "vitest";
import type { Engine } from "../../../components/docker/host/engine";
import { refusalsOf, type TriedRoute } from "../../../components/resources/swarm-route/trial";
import { piece } from "../../support/pieces";

const WORDS = "loading new config: mkdir /proc/none: no such file or directory";
const SUBNET = "CADDY_CONTROLLER_NETWORK=10.0.1.0/24";

function service(id: string, env: string[], labels: Record<string, string> = {}) {
  const container = {
    Image: "caddy:1",
    User: "65532:65532",
    Env: env,
    Secrets: [{ SecretID: "ca" }],
  };
  const template = {
    ContainerSpec: container,
    Placement: { Constraints: ["node.role == worker"] },
  };
  return { ID: id, Spec: { Name: id, Labels: labels, TaskTemplate: template } };
}

const SERVERS = service("servers", ["CADDY_DOCKER_MODE=server", SUBNET], {
  "gatehouse.stack": "1",
  p_controlled_server: "true",
});
const CONTROLLER = service("controller", [
  ...["CADDY_DOCKER_MODE=controller", SUBNET, "CADDY_DOCKER_LABEL_PREFIX=p"],
]);
const BLOG = service("blog-route", [], { p: "blog.localhost", "p.respond": "old" });

const route = (name: string, respond: string): TriedRoute => ({
  docker: { url: "unix:///var/run/docker.sock" },
  ...{ holder: `${name}-route`, servers: "servers" },
  labels: { p: `${name}.localhost`, "p.respond": respond },
});

/** A Swarm whose task for a trial ends in a state, and what is asked of it. */
function swarmOf(services: readonly object[], state: (text: string) => string) {
  const asked: { text: string; spec?: object }[] = [];
  const removed: string[] = [];
  const log = piece(Buffer.from(`2026-11-23T13:00:00Z {"level":"error","msg":"${WORDS}"}\n`), 2);
  const remove = (name: string) => async () => {
    removed.push(name);
  };
  const engine = {
    modem: new Docker().modem,
    listServices: async () => services,
    listTasks: async () => [{ Status: { State: state(asked.at(-1)?.text ?? "") } }],
    createSecret: async ({ Data: data }: { Data: string }) => {
      asked.push({ text: Buffer.from(data, "base64").toString() });
      return { id: "secret" };
    },
    createService: async (spec: object) => {
      Object.assign(asked.at(-1) ?? {}, { spec });
    },
    getService: () => ({ logs: async () => Readable.from([log]), remove: remove("service") }),
    getSecret: () => ({ remove: remove("secret") }),
  };
  return { engine: engine as unknown as Engine, asked, removed };
}

const SHOP = "shop.localhost {\n\trespond new\n}\n";
const OLD = "blog.localhost {\n\trespond old\n}\n";
const failing = (text: string) => (text.includes("bad") ? "failed" : "complete");

describe("the labels of a route in a Swarm are", () => {
  test("tried by a task like the servers', which publishes nothing", async () => {
    const { engine, asked, removed } = swarmOf([SERVERS, CONTROLLER, BLOG], failing);

    expect(await refusalsOf(engine, [route("shop", "new")], "servers")).toEqual([undefined]);
    expect(asked).toEqual([
      {
        text: OLD + SHOP,
        spec: {
          Name: expect.stringMatching(/^gatehouse-trial-[0-9a-f]{8}$/),
          Labels: { "gatehouse.stack": "1" },
          Mode: { Replicated: { Replicas: 1 } },
          TaskTemplate: {
            ContainerSpec: {
              ...SERVERS.Spec.TaskTemplate.ContainerSpec,
              Args: [
                "validate",
                "--adapter",
                "caddyfile",
                "--config",
                "/run/secrets/wanted.Caddyfile",
              ],
              Secrets: [
                { SecretID: "ca" },
                {
                  ...{ SecretID: "secret", SecretName: expect.stringMatching(/^gatehouse-trial-/) },
                  File: { Name: "wanted.Caddyfile", UID: "0", GID: "0", Mode: 0o444 },
                },
              ],
            },
            Placement: { Constraints: ["node.role == worker"] },
            RestartPolicy: { Condition: "none" },
          },
        },
      },
    ]);
    expect(removed).toEqual(["service", "secret"]);
  });

  test("refused with Caddy's words, in place of those that the holder has", async () => {
    const { engine, asked } = swarmOf([SERVERS, CONTROLLER, BLOG], failing);

    expect(await refusalsOf(engine, [route("blog", "bad")], "servers")).toEqual([WORDS]);
    expect(asked[0]?.text).toBe("blog.localhost {\n\trespond bad\n}\n");
  });

  test.each<[string, readonly object[], string]>([
    ["without a controller", [SERVERS], "failed"],
    [
      "with a base Caddyfile, which only the controller has",
      [
        SERVERS,
        service("controller", [
          ...CONTROLLER.Spec.TaskTemplate.ContainerSpec.Env,
          "CADDY_DOCKER_CADDYFILE_PATH=/base",
        ]),
      ],
      "failed",
    ],
    ["where no node can run the task", [SERVERS, CONTROLLER], "rejected"],
  ])("accepted %s", async (_, services, state) => {
    const { engine } = swarmOf(services, () => state);

    expect(await refusalsOf(engine, [route("shop", "new")], "servers")).toEqual([undefined]);
  });

  test("accepted where the text is larger than a secret", async () => {
    const { engine, asked } = swarmOf([SERVERS, CONTROLLER], () => "failed");

    expect(await refusalsOf(engine, [route("shop", "x".repeat(500_001))], "servers")).toEqual([
      undefined,
    ]);
    expect(asked).toEqual([]);
  });
});

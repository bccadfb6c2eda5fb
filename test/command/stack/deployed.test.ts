import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDeployed } from "../../../components/command/stack/deployed";
import type { PulumiCommand } from "../../../components/command/stack/pulumi";

/** The state of a real stack. */
const STATE = readFileSync(join(__dirname, "state.json"), "utf8");
const DOCKER = { url: "unix:///var/run/docker.sock" };

/** A Pulumi that answers commands, by their first two words; others fail. */
function answering(answers: Record<string, string>, stderr = ""): PulumiCommand {
  return {
    shown: "npx pulumi",
    projectDir: ".",
    run: async () => 1,
    capture: async ([first, second]) => {
      const stdout = answers[`${first} ${second}`];
      return { code: stdout === undefined ? 255 : 0, stdout: stdout ?? "", stderr };
    },
  };
}

const read = (exported = STATE) => readDeployed(answering({ "stack export": exported }), "dev");

/** The state with further resources, and what an interrupted update began. */
function stateWith(resources: object[], pending: object[] = []): string {
  const state = JSON.parse(STATE);
  state.deployment.resources.push(...resources);
  state.deployment.pending_operations = pending;
  return JSON.stringify(state);
}

/** The state with other outputs of a resource. */
function stateOf(name: string, change: (outputs: Record<string, unknown>) => void): string {
  const state = JSON.parse(STATE);
  for (const each of state.deployment.resources) {
    if (each.urn.endsWith(`::${name}`)) change(each.outputs);
  }
  return JSON.stringify(state);
}

describe("what a stack has deployed", () => {
  test("has each service with its URLs, containers, image and entry point", async () => {
    const { services } = await read();
    const shown = services.map(({ kind, name, urls, containers, entry }) =>
      [kind, name, urls.join(), containers.map(({ name: each }) => each).join(), entry?.name].join(
        " ",
      ),
    );

    expect(shown).toMatchInlineSnapshot(`
      [
        "StaticSite hello https://hello.localhost:24675  caddy",
        "ProxiedService labelled https://labelled.localhost:24675 labelled-dfe3bb6 caddy",
        "ProxiedTcp lines 127.0.0.1:27426 lines-fe63777 caddy",
        "ProxiedUpstream old https://old.localhost:24675  caddy",
        "ToxicPath path https://path.localhost:24675  caddy",
        "ProxiedService shop https://shop.localhost:24675 shop-d2ad5a4,shop-2-6bc122b caddy",
        "ProxiedService slow https://slow.localhost:24675 slow-6e7246b caddy",
        "Service worker  worker-d3a2e43 ",
      ]
    `);
    expect(
      new Set(services.flatMap(({ containers }) => containers.map(({ image }) => image))),
    ).toEqual(new Set(["gatehouse.local/test-service:ac49b5923eda-v1"]));
  });

  test("has the entry point with its ports and containers", async () => {
    const [entry] = (await read()).entries;
    const [controller, server] = entry?.containers.map(({ id }) => id).reverse() ?? [];

    expect(entry).toMatchObject({
      ...{ name: "caddy", httpPort: 23166, httpsPort: 24675, tcpPorts: [27426] },
      ...{ address: "127.0.0.1", labelPrefix: "shop", docker: DOCKER, server, controller },
    });
  });

  test("has the paths through Toxiproxy, with the way to its API", async () => {
    const { services, toxiproxies } = await read();
    const paths = services.flatMap((each) => each.paths);
    const server = toxiproxies[0]?.containers[0]?.id;

    expect(paths.map(({ name, toxics }) => [name, toxics.map((toxic) => toxic.name)])).toEqual([
      ["path", ["slow_close_downstream"]],
      ["slow", ["latency_downstream"]],
    ]);
    expect(paths[0]).toMatchObject({ server, apiPort: 15809, docker: DOCKER, enabled: true });
  });

  test("has when the containers or the files of a service were replaced", async () => {
    const { services } = await read();

    expect(services.map(({ name, released }) => `${name} ${released}`)).toMatchInlineSnapshot(`
      [
        "hello 2026-11-27T13:30:35.733914041Z",
        "labelled 2026-11-27T13:30:34.973923588Z",
        "lines 2026-11-27T13:30:34.365334202Z",
        "old 2026-11-27T13:30:38.503614954Z",
        "path 2026-11-27T13:30:38.557113362Z",
        "shop 2026-11-27T13:30:35.673635757Z",
        "slow 2026-11-27T13:30:35.559789171Z",
        "worker 2026-11-27T13:30:35.145439983Z",
      ]
    `);
  });

  test("has the stack, its network, its outputs and its Docker host", async () => {
    const { stack, project, written, networks, hosts, outputs } = await read();

    expect({ stack, project, written, hosts }).toEqual({
      ...{ stack: "dev", project: "shop", written: "2026-11-27T13:30:38.59708492Z" },
      hosts: [DOCKER],
    });
    expect(networks).toMatchObject([{ name: "proxy_net_35316e12", docker: DOCKER }]);
    expect(outputs.urls).toEqual(["https://shop.localhost:24675"]);
  });

  test("leaves secrets out", async () => {
    const deployed = await read();

    expect(JSON.stringify(deployed)).not.toContain("ciphertext");
    expect(deployed.services.find(({ name }) => name === "shop")?.args.secrets).toEqual({
      key: {},
    });
  });

  test("names the outputs that have a secret in them", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const exported = stateOf("shop-route", (outputs) => {
      outputs.labels = { caddy: "shop.localhost", "caddy.header": secret };
    });
    const { services } = await read(exported);
    const route = services
      .flatMap(({ resources }) => resources)
      .find(({ name }) => name === "shop-route");

    expect(route?.secrets).toEqual(["labels"]);
    expect(route?.outputs.labels).toEqual({ caddy: "shop.localhost" });
  });

  test("has what an interrupted update began, and the containers that it left", async () => {
    const { pending, leftovers, services } = await read(
      stateWith(
        [
          {
            urn: "urn:pulumi:dev::shop::gatehouse:index:ProxiedService$docker:index/container:Container::shop",
            type: "docker:index/container:Container",
            ...{ id: "0ld", delete: true, outputs: { name: "shop-0ld" } },
            parent: "urn:pulumi:dev::shop::gatehouse:index:ProxiedService::shop",
          },
        ],
        [{ type: "creating", resource: { urn: "urn:pulumi:dev::shop::a::b" } }],
      ),
    );

    expect([pending, leftovers]).toEqual([["creating urn:pulumi:dev::shop::a::b"], ["shop-0ld"]]);
    expect(services.find(({ name }) => name === "shop")?.containers).toHaveLength(2);
  });

  test("has a private network among the networks, not among the services", async () => {
    const urn = "urn:pulumi:dev::shop::gatehouse:index:PrivateNetwork::backend";
    const { services, networks } = await read(
      stateWith([
        {
          ...{ urn, type: "gatehouse:index:PrivateNetwork" },
          outputs: { networkId: "b1", networkName: "shop-dev-backend" },
        },
        {
          urn: `${urn}$docker:index/network:Network::backend`,
          ...{ type: "docker:index/network:Network", id: "b1", parent: urn },
          outputs: { docker: DOCKER },
        },
      ]),
    );

    expect(services.map(({ name }) => name)).not.toContain("backend");
    expect(networks.map(({ name }) => name)).toEqual(["shop-dev-backend", "proxy_net_35316e12"]);
  });

  test("takes the Docker host from the provider where nothing else has it", async () => {
    const parent = "urn:pulumi:dev::shop::gatehouse:index:Service::far";
    const provider = "urn:pulumi:dev::shop::pulumi:providers:docker::edge";
    const { services } = await read(
      stateWith([
        {
          ...{ urn: provider, type: "pulumi:providers:docker", id: "1" },
          inputs: { host: "ssh://deploy@edge", sshOpts: '["-o","Port=22"]' },
        },
        { urn: parent, type: "gatehouse:index:Service" },
        {
          urn: `${parent}$docker:index/container:Container::far`,
          type: "docker:index/container:Container",
          ...{ id: "f", parent, provider: `${provider}::1`, outputs: { name: "far-1" } },
        },
      ]),
    );

    expect(services.find(({ name }) => name === "far")?.docker).toEqual({
      url: "ssh://deploy@edge",
      sshOpts: ["-o", "Port=22"],
    });
  });
});

describe("a stack that can't be read", () => {
  const refusal = (pulumi: PulumiCommand, stack: string) =>
    readDeployed(pulumi, stack).then(
      () => "",
      (error: Error) => error.message,
    );
  const NONE = "error: no stack named 'prdo' found";

  test("does not exist, but a similar one does", async () => {
    const listed = JSON.stringify([{ name: "dev" }, { name: "prod" }]);

    expect(await refusal(answering({ "stack ls": listed }, NONE), "prdo")).toBe(
      'there is no stack "prdo". Did you mean prod?\nStacks of this project: dev, prod.',
    );
  });

  test("does not exist, and neither does any other", async () => {
    expect(await refusal(answering({ "stack ls": "[]" }, NONE), "prdo")).toBe(
      'there is no stack "prdo".\nThere is none yet. Create it: npx pulumi stack init prdo',
    );
  });

  test("has a reason in Pulumi's words", async () => {
    expect(await refusal(answering({}, "error: incorrect passphrase\n"), "dev")).toBe(
      'Pulumi can\'t read the state of stack "dev":\nincorrect passphrase',
    );
  });
});

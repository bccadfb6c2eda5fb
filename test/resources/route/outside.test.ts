import { afterEach, describe, expect, test } from "vitest";
import { connect } from "../../../components/docker/host/client";
import {
  leave,
  leavesNetwork,
  type Outside,
  reach,
} from "../../../components/resources/route/outside";
import { missing } from "../../../components/resources/route/outside-look";
import { type Answer, type FakeEngine, fakeEngine } from "../../support/fake-engine";

let fake: FakeEngine;
afterEach(() => fake.stop());

/** A container as the engine describes it: on Docker's own network, and maybe on the proxy's. */
const container = (more: object = {}, connection?: object) => ({
  body: {
    Id: "web-id",
    Name: "/web",
    State: { Running: true, Status: "running" },
    HostConfig: { NetworkMode: "default" },
    NetworkSettings: { Networks: { bridge: {}, ...(connection && { proxy_net: connection }) } },
    ...more,
  },
});

const ours = { DriverOpts: { "gatehouse.route": "shop/dev/web" } };

async function route(answers: Record<string, Answer>, more: Partial<Outside> = {}) {
  fake = await fakeEngine({
    "POST /networks/net/connect": { body: {} },
    "POST /networks/net/disconnect": { body: {} },
    "GET /containers/json": { body: [] },
    ...answers,
  });
  const outside = {
    ...{ network: "net", networkName: "proxy_net", containers: ["web"], upstreams: [] },
    ...{ mayBeDown: false, ...more },
  };
  return { docker: fake.host, name: "shop/dev/web", proxy: "caddy", outside };
}

const changes = () => fake.asked.filter((each) => each.startsWith("POST"));

describe("a route to a container of others", () => {
  test.each<[string, object | undefined, string[]]>([
    ["connects it to the network", undefined, ["POST /networks/net/connect"]],
    ["leaves a connection as it is", {}, []],
  ])("%s", async (_what, connection, expected) => {
    const props = await route({ "GET /containers/web/json": container({}, connection) });

    await reach(connect(fake.host), props);

    expect(changes()).toEqual(expected);
  });

  const stopped = { State: { Running: false, Status: "exited" } };

  test.each<[string, object, string]>([
    [
      "does not run",
      stopped,
      'container "web" does not run, its state is "exited". Start it: docker start web. Where that is fine, ' +
        "set mayBeDown: true.",
    ],
    [
      "is on the host's network",
      { HostConfig: { NetworkMode: "host" } },
      'container "web" is on the Docker host\'s own network, and on no other. Write ' +
        'url: "http://host.docker.internal:<port>" in its place.',
    ],
    [
      "shares another's network",
      { HostConfig: { NetworkMode: "container:vpn" } },
      'container "web" shares the network of container vpn. Name that container.',
    ],
  ])("fails where it %s", async (_what, more, message) => {
    const props = await route({ "GET /containers/web/json": container(more) });

    await expect(reach(connect(fake.host), props)).rejects.toThrow(message);
  });

  test("fails where it is missing, in a preview, too, unless it may be", async () => {
    const props = await route({});
    const lenient = { ...props, outside: { ...props.outside, mayBeDown: true } };

    await expect(reach(connect(fake.host), props)).rejects.toThrow(
      'there is no container "web". Where that is fine, set mayBeDown: true.',
    );
    expect(await missing({}, props)).toEqual([
      `there is no container "web" on the Docker host ${fake.host.url}. Start it, or correct the name: ` +
        "docker ps --all. Where that is fine, set mayBeDown: true.",
    ]);
    await reach(connect(fake.host), lenient);
    expect(await missing({}, lenient)).toEqual([]);
    expect(await missing(props, props)).toEqual([]);
  });

  test("leaves it where another route connects it at the same time", async () => {
    const message = "endpoint with name web already exists in network proxy_net";
    const props = await route({
      "GET /containers/web/json": container(),
      "POST /networks/net/connect": { status: 403, body: { message } },
    });

    await reach(connect(fake.host), props);

    expect(changes()).toEqual(["POST /networks/net/connect"]);
  });

  test("connects a stopped one that may be down", async () => {
    const props = await route(
      { "GET /containers/web/json": container(stopped) },
      { mayBeDown: true },
    );

    await reach(connect(fake.host), props);

    expect(changes()).toEqual(["POST /networks/net/connect"]);
  });
});

describe("a route that leads elsewhere", () => {
  const other = (containers: string) => ({
    Labels: { "gatehouse.route": "shop/dev/other", "gatehouse.containers": containers },
  });

  test.each<[string, object | undefined, object[], string[]]>([
    ["removes its connection", ours, [other("db")], ["POST /networks/net/disconnect"]],
    ["keeps a connection that others made", {}, [], []],
    ["keeps one that another route needs", ours, [other("db web")], []],
    ["has nothing to remove", undefined, [], []],
  ])("%s", async (_what, connection, holders, expected) => {
    const props = await route({
      "GET /containers/json": { body: holders },
      "GET /containers/web/json": container({}, connection),
    });

    await leave(connect(fake.host), props);

    expect(changes()).toEqual(expected);
  });

  test.each<[string, object, unknown, boolean]>([
    ["another network", {}, { network: "other" }, true],
    ["a network that is about to be replaced", {}, "unknown", true],
    ["the same network", {}, { network: "net" }, false],
    ["another network without containers", { containers: [] }, { network: "other" }, false],
  ])("is replaced for %s: %#", async (_what, more, news, expected) => {
    const props = await route({}, more);

    expect(leavesNetwork(props, { outside: news as Outside })).toBe(expected);
  });

  test("keeps the connections of the containers that it still leads to", async () => {
    const props = await route({ "GET /containers/web/json": container({}, ours) });

    await leave(connect(fake.host), props, props);

    expect(changes()).toEqual([]);
  });
});

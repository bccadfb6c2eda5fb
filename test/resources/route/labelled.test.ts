import { describe, expect, test } from "vitest";
import type { Engine } from "../../../components/docker/host/engine";
import {
  type Labelled,
  labelledContainers,
  readingOf,
  supersededIn,
} from "../../../components/resources/route/labelled";

const ROUTE = "gatehouse/dev/blog";
const SHOP = "shop.dev.gatehouse";

function container(id: string, created: number, given: Partial<Labelled> = {}): Labelled {
  const labels = { caddy: "shop.localhost", "caddy.respond": "hi" };
  return { id, created, labels, aliases: [SHOP, id], ips: [], ...given };
}

const ids = (containers: readonly Labelled[]) => containers.map(({ id }) => id);

describe("containers with outdated labels", () => {
  const other = { labels: { caddy: "shop.localhost store.localhost", "caddy.respond": "hi" } };

  test("are those of a service that has a newer one with other labels", () => {
    const found = [container("newer", 3, other), container("old", 2), container("older", 1)];

    expect(ids(supersededIn(found, ROUTE))).toEqual(["old", "older"]);
  });

  test("are also those with a newer one without labels, which a route holder carries", () => {
    const found = [container("newer", 2, { labels: {} }), container("old", 1)];

    expect(ids(supersededIn(found, ROUTE))).toEqual(["old"]);
  });

  test.each<[string, Labelled]>([
    ["a replica, which has the same labels", container("newer", 2)],
    ["one of another service", container("newer", 2, { ...other, aliases: ["a.dev.gatehouse"] })],
  ])("are not those beside %s", (_what, newer) => {
    expect(supersededIn([newer, container("old", 1)], ROUTE)).toEqual([]);
  });

  test("are not those without labels, nor those of another stack", () => {
    const bare = { labels: {} };
    const foreign = { aliases: ["shop.prod.gatehouse"] };

    expect(supersededIn([container("newer", 2, other), container("old", 1, bare)], ROUTE)).toEqual(
      [],
    );
    expect(
      supersededIn(
        [container("newer", 2, { ...other, ...foreign }), container("old", 1, foreign)],
        ROUTE,
      ),
    ).toEqual([]);
  });
});

describe("the settings of the plugin that reads the labels", () => {
  const told = (...Env: string[]) => {
    const inspect = async () => ({ Config: { Env } });
    return readingOf({ getContainer: () => ({ inspect }) } as unknown as Engine, "reader");
  };

  test("are in its container's environment", async () => {
    const reading = told(
      "CADDY_DOCKER_LABEL_PREFIX=dev-1a2b",
      "CADDY_INGRESS_NETWORKS=proxy_net,other",
      "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS=true",
      "CADDY_DOCKER_PROCESS_CADDYFILE=false",
      "CADDY_DOCKER_CADDYFILE_PATH=/config/Caddyfile",
    );

    expect(await reading).toEqual({
      prefix: "dev-1a2b",
      networks: ["proxy_net", "other"],
      stopped: true,
      process: false,
      base: "/config/Caddyfile",
    });
  });

  test("are the plugin's own where the environment has none", async () => {
    expect(await told("PATH=/bin")).toEqual({
      prefix: "caddy",
      networks: [],
      stopped: false,
      process: true,
      base: undefined,
    });
  });
});

test("only containers with labels or on the network of services count, the newest first", async () => {
  const containers = [
    found(
      "holder",
      1,
      { "p.respond": "hi", other: "" },
      { none: { IPAddress: "", Aliases: null } },
    ),
    found("service", 2, {}, { net: { IPAddress: "10.0.0.2", Aliases: [SHOP] } }),
    found("foreign", 3, { px: "" }, { bridge: { IPAddress: "10.9.0.2", Aliases: null } }),
  ];
  const asked: unknown[] = [];
  const engine = {
    listContainers: async (options: unknown) => {
      asked.push(options);
      return containers.map(({ listed }) => listed);
    },
    getContainer: (id: string) => ({
      inspect: async () => containers.find(({ listed }) => listed.Id === id)?.inspected,
    }),
  } as unknown as Engine;
  const reading = { prefix: "p", networks: ["net"], stopped: true, process: false };

  const read = await labelledContainers(engine, reading);

  expect(read).toEqual([
    {
      ...{ id: "service", created: 2, labels: {}, route: undefined },
      ...{ aliases: [SHOP], ips: ["10.0.0.2"] },
    },
    {
      ...{ id: "holder", created: 1, labels: { "caddy.respond": "hi" }, route: undefined },
      ...{ aliases: [], ips: [] },
    },
  ]);
  expect(asked).toEqual([{ all: true }]);
});

/** A container as Docker lists it, and as it describes it. */
function found(id: string, created: number, Labels: object, Networks: object) {
  return {
    listed: { Id: id, Labels, NetworkSettings: { Networks } },
    inspected: {
      ...{ Id: id, Created: new Date(created).toISOString() },
      ...{ Config: { Labels }, NetworkSettings: { Networks } },
    },
  };
}

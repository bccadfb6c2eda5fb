import { beforeAll, describe, expect, test } from "vitest";
import {
  DeployMode,
  PrivateNetwork,
  Service,
  type ServiceArgs,
  UpdateOrder,
} from "../../components";
import {
  CONTAINER,
  IMAGE,
  NETWORK,
  only,
  PREPARED,
  ROLLOUT,
  record,
  SERVICE,
  useMocks,
} from "../support/record";

beforeAll(() => useMocks());

const declare = (args: Partial<ServiceArgs> = {}) =>
  record((opts) => new Service("db", { image: "db:1", ...args }, opts));

const refusal = (args: object) => {
  try {
    new Service("db", { image: "db:1", ...args });
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
};

describe("Service", () => {
  test("is a container without a route, done when it is ready", async () => {
    const backend = new PrivateNetwork("backend");
    const { value, declared } = await declare({ port: 5432, networks: [{ network: backend }] });

    expect(value.address).toBe("db.test.gatehouse:5432");
    expect(only(declared, IMAGE).props).toEqual({ name: "db:1", keepLocally: true });
    expect(only(declared, CONTAINER).props).toMatchObject({
      networksAdvanced: [{ name: "backend-id", aliases: ["db.test.gatehouse", "db"] }],
      restart: "unless-stopped",
    });
    expect(only(declared, PREPARED)).toEqual({
      type: PREPARED,
      name: "db-prepared",
      props: {
        docker: { url: expect.any(String) },
        container: "db-id",
        readyTimeout: 60,
        folders: [],
        files: {},
      },
      opts: { parent: "db" },
    });
  });

  test.each([
    [{}, false],
    [{ updateOrder: UpdateOrder.StopFirst }, true],
    [{ volumes: [{ source: "data", target: "/data" }] }, true],
    [
      { volumes: [{ source: "data", target: "/data" }], updateOrder: UpdateOrder.StartFirst },
      false,
    ],
    [{ containerName: "db" }, true],
    [{ ports: [{ target: 5432 }] }, true],
  ])("with %j is replaced stop-first: %s", async (args, stops) => {
    const { declared } = await declare(args);

    expect(only(declared, CONTAINER).opts.deleteBeforeReplace).toBe(stops);
  });

  test("reports all mistakes in one message, without the value of a secret", () => {
    const args = {
      image: "A B",
      secrets: { token: { content: "", owner: "hidden" } },
      containerName: "db",
      updateOrder: UpdateOrder.StartFirst,
      placement: {},
    };

    expect(refusal(args)).toBe(`Service "db": 5 problems
  - secrets.token.content must be a non-empty string (its value is a secret and not shown).
  - secrets.token.owner is not a setting of a secret. Known: content, gid, mode, uid.
  - image must be an image reference, such as "traefik/whoami:v1.11.0@sha256:…", got "A B".
  - placement must be left out outside a Swarm, where there is one node. For a Swarm write new ProxyNetwork(…, { mode: "swarm" }).
  - updateOrder must be "stop-first" beside containerName, which two containers can't have at a time.`);
  });

  test("refuses a fixed name that another one has", () => {
    const networks = [{ network: new PrivateNetwork("backend") }];
    new Service("one", { image: "db:1", networks, containerName: "taken" });

    expect(refusal({ networks, containerName: "taken" })).toBe(
      'Service "db": containerName must not name a container "taken", as Service "one" does on the same ' +
        'Docker host, got "taken". Choose another name.',
    );
  });
});

describe("in a Swarm", () => {
  const network = () => new PrivateNetwork("backend", { mode: DeployMode.Swarm });

  test("it is a service of the Swarm, with its files as configs and secrets", async () => {
    const { value, declared } = await declare({
      port: 5432,
      networks: [{ network: network() }],
      command: ["-c"],
      entrypoint: ["/db"],
      volumes: [
        { source: "data", target: "/data" },
        { type: "tmpfs", target: "/tmp" },
      ],
      files: { "/etc/db/db.conf": { content: "x", uid: 5 } },
      secrets: { token: { content: "y" } },
      extraHosts: { nas: "192.168.1.20" },
      dns: ["10.0.0.2"],
      labels: { team: "shop" },
      restart: "on-failure",
      logging: { driver: "journald" },
    });

    expect(value.address).toBe("gatehouse-test-db:5432");
    const { taskSpec, updateConfig } = only(declared, SERVICE).props as Record<string, object>;
    expect(updateConfig).toMatchObject({ order: "stop-first" });
    expect(taskSpec).toMatchObject({
      containerSpec: {
        commands: ["/db"],
        args: ["-c"],
        labels: [{ label: "gatehouse.owner" }, { label: "team", value: "shop" }],
        mounts: [
          { type: "volume", source: "gatehouse-test-db-data", target: "/data" },
          { type: "tmpfs", target: "/tmp" },
        ],
        configs: [{ fileName: "/etc/db/db.conf", fileUid: "5", fileGid: "0", fileMode: 0o444 }],
        secrets: [{ fileName: "token", fileUid: "0", fileGid: "0", fileMode: 0o444 }],
        hosts: [{ host: "nas", ip: "192.168.1.20" }],
        dnsConfig: { nameservers: ["10.0.0.2"] },
      },
      restartPolicy: { condition: "on-failure" },
      logDriver: { name: "journald" },
    });
    expect(declared.map(({ type }) => type)).toContain(ROLLOUT);
  });

  test("it refuses what a Swarm does not have, with the reason", () => {
    const args = {
      networks: [{ network: network(), aliases: ["rows"] }],
      volumes: [
        { source: "data", target: "/data", retainOnDelete: true },
        { type: "tmpfs", target: "/tmp", size: "1m" },
      ],
      ports: [{ target: 5432 }],
      shmSize: "64m",
      updateOrder: UpdateOrder.StopFirst,
    };

    expect(refusal(args)).toBe(`Service "db": 6 problems
  - ports must be left out in a Swarm, where Docker opens a port on every address of each node, past the entry point. Write networks: services on one network reach each other.
  - shmSize must be left out in a Swarm, which has no such setting. Write volumes: [{ type: "tmpfs", target: "/dev/shm" }].
  - volumes[0].retainOnDelete must be left out in a Swarm, where each node creates a volume of that name and keeps it.
  - volumes[1].size must be left out in a Swarm, where Docker's provider can't set it.
  - networks[0].aliases must be left out in a Swarm, where a service's name is its only one.
  - updateOrder must be left out in a Swarm. Write updateConfig.order.`);
  });
});

describe("PrivateNetwork", () => {
  test("is a network of the stack's own, which the entry point never joins", async () => {
    const { declared } = await record(
      (opts) => new PrivateNetwork("backend", { internal: true }, opts),
    );

    expect(only(declared, NETWORK)).toEqual({
      type: NETWORK,
      name: "backend",
      props: { internal: true, labels: [{ label: "gatehouse.owner", value: "gatehouse/test" }] },
      opts: { parent: "backend", deleteBeforeReplace: false },
    });
  });
});

import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  images,
  ProxyNetwork,
  Stream,
  ToxicPath,
  type ToxicPathArgs,
  Toxiproxy,
  type ToxiproxyArgs,
} from "../../components";
import {
  CONTAINER,
  IMAGE,
  NETWORK,
  only,
  ROUTE,
  record,
  TOXIC,
  TOXIC_PROXY,
  useMocks,
} from "../support/record";

beforeAll(() => useMocks());

const DOCKER = { url: "unix:///var/run/docker.sock" };
const SERVER = { docker: DOCKER, server: "toxiproxy-id", apiPort: 8474 };

const entryPoint = () =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy" });

const declare = (args: Partial<ToxiproxyArgs> = {}) =>
  record(
    (opts: pulumi.ComponentResourceOptions) =>
      new Toxiproxy("toxiproxy", { entry: entryPoint(), ...args }, opts),
  );

const declarePath = (args: Partial<ToxicPathArgs> = {}) =>
  record((opts) => {
    const through = new Toxiproxy("toxiproxy", { entry: entryPoint() });
    return new ToxicPath("db", { through, upstream: "db:5432", ...args }, opts);
  });

describe("Toxiproxy", () => {
  test("declares the server, with its API on loopback", async () => {
    const { declared, value } = await declare();

    expect(only(declared, CONTAINER)).toEqual({
      type: CONTAINER,
      name: "toxiproxy",
      props: {
        image: "sha256:toxiproxy-image",
        command: ["-host=toxiproxy-api", "-config=/proxies/proxies.json"],
        envs: [],
        labels: [{ label: "gatehouse.owner", value: "gatehouse/test" }],
        networkMode: "bridge",
        networksAdvanced: [
          { name: "toxiproxy-api-id", aliases: ["toxiproxy-api"] },
          { name: "net-id", aliases: ["toxiproxy.test.gatehouse"] },
        ],
        ports: [{ internal: 8474, external: 8474, ip: "127.0.0.1", protocol: "tcp" }],
        volumes: [{ containerPath: "/proxies" }],
        user: "65532:65532",
        readOnly: true,
        capabilities: { drops: ["ALL"] },
        securityOpts: ["no-new-privileges:true"],
        healthcheck: {
          tests: ["CMD", "/toxiproxy-cli", "--host", "http://toxiproxy-api:8474", "list"],
          interval: "1s",
          timeout: "3s",
          retries: 15,
        },
        wait: true,
        restart: "unless-stopped",
        destroyGraceSeconds: 10,
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
      },
      opts: {
        parent: "toxiproxy",
        deleteBeforeReplace: true,
        replaceOnChanges: ["healthcheck", "tmpfs", "init"],
        ignoreChanges: ["memory", "memorySwap"],
      },
    });
    expect(only(declared, IMAGE).props.name).toBe(images.toxiproxy);
    expect(value.api).toBe("http://127.0.0.1:8474");
    expect(value.urls).toEqual([]);
  });

  test("gives the API a network of its own, whose name sorts first", async () => {
    const { declared } = await declare();

    expect(only(declared, NETWORK)).toEqual({
      type: NETWORK,
      name: "toxiproxy-api",
      props: {
        name: "0-gatehouse-test-toxiproxy-api",
        labels: [{ label: "gatehouse.owner", value: "gatehouse/test" }],
      },
      opts: { parent: "toxiproxy", deleteBeforeReplace: true },
    });
  });

  test("has the paths that are declared with it", async () => {
    const slow = { name: "slow", upstream: "shop:80", hosts: ["slow.localhost"] };
    const { declared, value } = await declare({ proxies: [slow] });

    expect(only(declared, TOXIC_PROXY).opts).toEqual({ parent: "slow" });
    expect(value.urls).toEqual(["https://slow.localhost"]);
    expect(value.proxies.slow?.address).toMatch(/^toxiproxy\.test\.gatehouse:2\d{4}$/);
  });

  test("names every mistake of its arguments at once", () => {
    const proxies = [
      { name: "a/b", upstream: "shop", port: 0, hosts: [], toxics: [{ latency: {} }] },
      { name: "shop", upstream: "shop:80", port: 8474 },
      { name: "shop", upstream: "shop:80" },
      { name: "blog", upstream: "blog:80", port: 8474, toxics: twice },
    ] as unknown as ToxiproxyArgs["proxies"];

    expect(() => new Toxiproxy("toxiproxy", { entry: entryPoint(), proxies })).toThrow(
      [
        'Toxiproxy "toxiproxy": 9 problems',
        '  - proxies[0].name must be letters, digits, "_", "." and "-", a letter or digit first, 64 characters at most: it stands in the URLs of the server\'s API, got "a/b".',
        '  - proxies[0].upstream must be "host:port", got "shop".',
        "  - proxies[0].port must be a whole number from 1 to 65535, got 0.",
        "  - proxies[0].hosts must name at least one host, got [].",
        '  - proxies[0].toxics[0].latency.latency must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got nothing.',
        '  - proxies[1] wants port 8474 of Toxiproxy for "shop", where the server\'s API listens.',
        '  - proxies[2] wants the name "shop" at Toxiproxy, which proxies[1] has. Rename one of them.',
        '  - proxies[3] wants port 8474 of Toxiproxy for "blog", which proxies[1] has for "shop". Give one of them another port.',
        '  - proxies[3].toxics[1].name must differ from the name of proxies[3].toxics[0], got "latency_downstream". The default is made of kind and stream; give one of them a name.',
      ].join("\n"),
    );
  });
});

const twice = [{ latency: { latency: "1s" } }, { latency: { latency: "2s" } }];

describe("a path through Toxiproxy", () => {
  test("is a proxy with its toxics, each a resource, one after the other", async () => {
    const toxics = [
      { latency: { latency: "200ms", jitter: "50ms" } },
      { bandwidth: { rate: "50KB/s" }, stream: Stream.Upstream, toxicity: 0.5 },
    ];
    const { declared, value } = await declarePath({ port: 9000, toxics });
    const latency = {
      ...{ name: "latency_downstream", type: "latency", stream: "downstream", toxicity: 1 },
      attributes: { latency: 200, jitter: 50 },
    };
    const bandwidth = {
      ...{ name: "bandwidth_upstream", type: "bandwidth", stream: "upstream", toxicity: 0.5 },
      attributes: { rate: 50 },
    };

    expect(only(declared, TOXIC_PROXY)).toEqual({
      type: TOXIC_PROXY,
      name: "db",
      props: {
        ...SERVER,
        name: "db",
        port: 9000,
        upstream: "db:5432",
        enabled: true,
        toxics: [latency, bandwidth],
        readyTimeout: 60,
      },
      opts: { parent: "db" },
    });
    const path = { ...SERVER, proxy: "db" };
    const options = { parent: "db", deleteBeforeReplace: true };
    expect(declared.filter(({ type }) => type === TOXIC)).toEqual([
      {
        type: TOXIC,
        name: "db-latency_downstream",
        props: { ...path, ...latency },
        opts: { ...options, dependsOn: ["db"] },
      },
      {
        type: TOXIC,
        name: "db-bandwidth_upstream",
        props: { ...path, ...bandwidth },
        opts: { ...options, dependsOn: ["db-latency_downstream"] },
      },
    ]);
    expect(value.address).toBe("toxiproxy.test.gatehouse:9000");
  });

  test("has a route where it has hosts, which has to answer while there are no faults", async () => {
    const hosts = ["db.localhost"];
    const plain = only((await declarePath({ hosts })).declared, ROUTE);
    const toxic = only((await declarePath({ hosts, toxics: [{ resetPeer: {} }] })).declared, ROUTE);
    const down = only((await declarePath({ hosts, down: true })).declared, ROUTE);

    expect(plain.props).toMatchObject({
      name: "gatehouse/test/toxic-path/db",
      labels: {
        caddy: "db.localhost",
        "caddy.reverse_proxy.to": expect.stringMatching(/^toxiproxy\.test\.gatehouse:2\d{4}$/),
        "caddy.tls": "internal",
      },
      probes: [{ url: "https://db.localhost/", machine: "127.0.0.1" }],
    });
    expect(plain.opts).toEqual({ parent: "db", dependsOn: ["db"] });
    expect([toxic.props.probes, down.props.probes]).toEqual([[], []]);
  });

  test("has a port that its name decides, and no other", async () => {
    const first = (await declarePath()).value.address;
    const again = (await declarePath({ upstream: "other:1" })).value.address;

    expect(again).toBe(first);
  });

  test("is refused with every mistake, and where another has its name", () => {
    const through = new Toxiproxy("toxiproxy", { entry: entryPoint() });
    new ToxicPath("db", { through, upstream: "db:5432" });

    expect(() => new ToxicPath("db", { through, upstream: "db:5432" })).toThrow(
      'ToxicPath "db": wants the name "db" at Toxiproxy, which ToxicPath "db" has. Rename one of them.',
    );
    expect(
      () => new ToxicPath("a b", { through, upstream: "db", toxics: [{ toxicity: 7 }] }),
    ).toThrow(/^ToxicPath "a b": 4 problems\n/);
  });
});

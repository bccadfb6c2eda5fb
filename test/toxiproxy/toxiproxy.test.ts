import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  images,
  ProxyNetwork,
  Stream,
  TlsMode,
  type Toxic,
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
          interval: "10s",
          timeout: "3s",
          retries: 3,
        },
        mustRun: false,
        restart: "unless-stopped",
        destroyGraceSeconds: 10,
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
      },
      opts: {
        parent: "toxiproxy",
        deleteBeforeReplace: true,
        replaceOnChanges: ["healthcheck", "tmpfs", "init"],
        ignoreChanges: ["memory", "memorySwap", "cpus"],
      },
    });
    expect(only(declared, IMAGE).props.name).toBe(images.toxiproxy);
    expect(value.api).toBe("http://127.0.0.1:8474");
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

  test("names every mistake of its arguments at once", () => {
    const wrong = { apiPort: 0, containerName: "a b" };

    expect(() => new Toxiproxy("toxiproxy", { entry: entryPoint(), ...wrong })).toThrow(
      [
        'Toxiproxy "toxiproxy": 2 problems',
        '  - containerName must be a Docker name: letters, digits, "_", "." and "-", two characters at least, a letter or digit first, got "a b".',
        "  - apiPort must be an integer from 1 to 65535, got 0.",
      ].join("\n"),
    );
  });
});

const nothing = { latency: {} } as unknown as Toxic;
const twice = [{ latency: { latency: "1s" } }, { latency: { latency: "2s" } }];

describe("the port of Toxiproxy's API", () => {
  const declare = (address: string) => {
    const args = { labelPrefix: "caddy", httpPort: 8474, address };
    const entry = new CaddyProxy("caddy", { network: new ProxyNetwork("net"), ...args });
    return new Toxiproxy("toxiproxy", { entry });
  };

  test.each(["127.0.0.1", "0.0.0.0"])("is refused when the entry point uses it, on %s", (at) => {
    expect(() => declare(at)).toThrow(
      'Toxiproxy "toxiproxy": apiPort must differ from the ports of its entry point, got 8474.',
    );
  });

  test("may be the entry point's on another address", () => {
    expect(declare("192.0.2.7").api).toBe("http://127.0.0.1:8474");
  });
});

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

  test("has a route when it has hosts, which must answer while there are no faults", async () => {
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
    expect(plain.opts).toEqual({ parent: "db", dependsOn: ["caddy-reload", "db"] });
    expect([toxic.props.probes, down.props.probes]).toEqual([[], []]);
  });

  test("has a port that depends only on its name", async () => {
    const first = (await declarePath()).value.address;
    const again = (await declarePath({ upstream: "other:1" })).value.address;

    expect(again).toBe(first);
  });

  test("is refused with every mistake, and when another path has its name", () => {
    const through = new Toxiproxy("toxiproxy", { entry: entryPoint() });
    new ToxicPath("db", { through, upstream: "db:5432" });

    expect(() => new ToxicPath("db", { through, upstream: "db:5432" })).toThrow(
      'ToxicPath "db": wants the name "db" at Toxiproxy, which ToxicPath "db" has. Rename one of them.',
    );
    expect(
      () =>
        new ToxicPath("a/b", { through, upstream: "shop", port: 0, hosts: [], toxics: [nothing] }),
    ).toThrow(
      [
        'ToxicPath "a/b": 5 problems',
        '  - name must be letters, digits, "_", "." and "-", a letter or digit first, 64 characters at most: it stands in the URLs of the server\'s API, got "a/b".',
        '  - upstream must be "host:port", got "shop".',
        "  - port must be an integer from 1 to 65535, got 0.",
        "  - hosts must name at least one host, got [].",
        '  - toxics[0].latency.latency must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got nothing.',
      ].join("\n"),
    );
    expect(
      () => new ToxicPath("shop", { through, upstream: "shop:80", port: 8474, toxics: twice }),
    ).toThrow(
      'ToxicPath "shop": toxics[1].name must differ from the name of toxics[0], got "latency_downstream". The default is made of kind and stream; give one of them a name.',
    );
  });

  test("is refused when the server's API or another path listens on its port", () => {
    const through = new Toxiproxy("toxiproxy", { entry: entryPoint() });
    new ToxicPath("db", { through, upstream: "db:5432", port: 9000 });

    expect(() => new ToxicPath("api", { through, upstream: "shop:80", port: 8474 })).toThrow(
      'ToxicPath "api": wants port 8474 of Toxiproxy for "api", where the server\'s API listens.',
    );
    expect(() => new ToxicPath("shop", { through, upstream: "shop:80", port: 9000 })).toThrow(
      'ToxicPath "shop": wants port 9000 of Toxiproxy for "shop", which ToxicPath "db" has for "db". Give one of them another port.',
    );
  });

  test("is refused with a host that the entry point's CA does not certify", () => {
    const tls = { mode: TlsMode.Acme, acme: { email: "ops@example.com" } };
    const entry = new CaddyProxy("public", { network: new ProxyNetwork("public"), tls });
    const through = new Toxiproxy("toxiproxy", { entry });

    expect(
      () => new ToxicPath("db", { through, upstream: "shop:80", hosts: ["slow.localhost"] }),
    ).toThrow(
      'ToxicPath "db": hosts[0] must be a name in public DNS where a public CA certifies it, got ' +
        '"slow.localhost". Give the entry point\'s ACME account the "ca" of a server of your own, or take ' +
        "another host.",
    );
  });

  test("is refused with a port that can't be converted to a string", () => {
    const through = new Toxiproxy("toxiproxy", { entry: entryPoint() });
    const port = { toString: [] } as unknown as number;

    expect(() => new ToxicPath("db", { through, upstream: "db:5432", port })).toThrow(
      'ToxicPath "db": port must be an integer from 1 to 65535, got {"toString":[]}.',
    );
  });

  test("has the URN of a path of the former argument proxies, as a child of the server", async () => {
    const through = new Toxiproxy("toxiproxy", { entry: entryPoint() });
    const path = new ToxicPath("db", { through, upstream: "db:5432" }, { parent: through });
    const urn = await new Promise((resolve) => path.urn.apply(resolve));

    expect(urn).toMatch(/::gatehouse:index:Toxiproxy\$gatehouse:index:ToxicPath::db$/);
  });
});

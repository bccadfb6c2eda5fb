import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, images, ProxyNetwork, Toxiproxy, type ToxiproxyArgs } from "../../components";
import { CONTAINER, IMAGE, NETWORK, only, record, useMocks } from "./record";

beforeAll(() => useMocks());

const proxies = [
  { name: "shop", upstream: "shop.test.gatehouse:8080", port: 8001, hosts: ["slow.localhost"] },
  { name: "db", upstream: "db:5432", port: 8002 },
];

const entryPoint = () =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy" });

const declare = (args: Partial<ToxiproxyArgs> = {}) =>
  record(
    (opts: pulumi.ComponentResourceOptions) =>
      new Toxiproxy("toxiproxy", { entry: entryPoint(), proxies, ...args }, opts),
  );

describe("Toxiproxy", () => {
  test("declares the server with its proxies, its route and its API on loopback", async () => {
    const { declared, value } = await declare();

    expect(only(declared, CONTAINER)).toEqual({
      type: CONTAINER,
      name: "toxiproxy",
      props: {
        image: "sha256:toxiproxy-image",
        command: ["-host=toxiproxy-api", "-config=/proxies.json"],
        envs: [],
        labels: [
          { label: "gatehouse.owner", value: "gatehouse/test" },
          { label: "caddy", value: "slow.localhost" },
          { label: "caddy.reverse_proxy", value: "{{upstreams 8001}}" },
          { label: "caddy.tls", value: "internal" },
        ],
        networksAdvanced: [
          { name: "toxiproxy-api-id", aliases: ["toxiproxy-api"] },
          { name: "net-id" },
        ],
        ports: [{ internal: 8474, external: 8474, ip: "127.0.0.1", protocol: "tcp" }],
        uploads: [
          {
            file: "/proxies.json",
            content: `${JSON.stringify(
              [
                { name: "shop", listen: "[::]:8001", upstream: "shop.test.gatehouse:8080" },
                { name: "db", listen: "[::]:8002", upstream: "db:5432" },
              ],
              undefined,
              2,
            )}\n`,
          },
        ],
        healthcheck: {
          tests: ["CMD", "/toxiproxy-cli", "--host", "http://toxiproxy-api:8474", "list"],
          interval: "5s",
          timeout: "3s",
          retries: 3,
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
      },
    });
    expect(only(declared, IMAGE).props.name).toBe(images.toxiproxy);
    expect(value.api).toBe("http://127.0.0.1:8474");
    expect(value.urls).toEqual(["https://slow.localhost"]);
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

  test("refuses proxies that clash with each other or with the API", () => {
    const clashing = [
      { name: "shop", upstream: "shop:80", port: 8474 },
      { name: "shop", upstream: "shop:80", port: 8474 },
    ];

    expect(() => new Toxiproxy("toxiproxy", { entry: entryPoint(), proxies: clashing })).toThrow(
      [
        'Toxiproxy "toxiproxy": 4 problems',
        '  - proxies[1].name must differ from proxies[0].name, got "shop".',
        "  - proxies[1].port must differ from proxies[0].port, got 8474.",
        "  - proxies[0].port must not be 8474, where the server's API listens.",
        "  - proxies[1].port must not be 8474, where the server's API listens.",
      ].join("\n"),
    );
  });

  test("names every mistake of its arguments at once", () => {
    const wrong = [{ name: "a/b", upstream: "shop", port: 0, hosts: [] }];

    expect(() => new Toxiproxy("toxiproxy", { entry: entryPoint(), proxies: wrong })).toThrow(
      [
        'Toxiproxy "toxiproxy": 4 problems',
        '  - proxies[0].name must be a Docker name: letters, digits, "_", "." and "-", two characters at least, a letter or digit first, got "a/b".',
        '  - proxies[0].upstream must be "host:port", got "shop".',
        "  - proxies[0].port must be a whole number from 1 to 65535, got 0.",
        "  - proxies[0].hosts must name at least one host, got [].",
      ].join("\n"),
    );
  });
});

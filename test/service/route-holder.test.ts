import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  LabelsOn,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxyNetwork,
  resolveDockerHost,
} from "../../components";
import { CONTAINER, IMAGE, only, PASSWORD, ROUTE, record, useMocks } from "../support/record";

beforeAll(() => useMocks());

const HOST = "shop.localhost";
const FILES = "/config/gatehouse";

const entryPoint = () =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy" });

function shop(args: Partial<ProxiedServiceArgs>, opts: pulumi.ComponentResourceOptions) {
  const usual = { entry: entryPoint(), image: "shop:1", port: 8080, hosts: [HOST] };
  return new ProxiedService("shop", { ...usual, ...args }, opts);
}

const declare = (args: Partial<ProxiedServiceArgs> = {}) => record((opts) => shop(args, opts));

const careful = {
  "caddy.reverse_proxy.lb_retry_match.method": "GET HEAD OPTIONS",
  "caddy.reverse_proxy.lb_try_duration": "5s",
  "caddy.reverse_proxy.lb_try_interval": "20ms",
  "caddy.reverse_proxy.stream_close_delay": "5m",
  "caddy.reverse_proxy.transport": "http",
  "caddy.reverse_proxy.transport.dial_timeout": "500ms",
  "caddy.reverse_proxy.transport.keepalive_idle_conns_per_host": "256",
};

/** What the route keeps of the release, by which `gatehouse rollback` finds the one before. */
const RELEASE = {
  release: { image: "shop:1", imageId: "sha256:caddy/shop:1" },
  releaseOptions: { port: 8080 },
};

describe("a service with its labels on a route-holder", () => {
  test("declares the route: labels, the release behind it, and the URLs that must answer", async () => {
    const { declared } = await declare();

    expect(only(declared, ROUTE)).toEqual({
      type: ROUTE,
      name: "shop-route",
      props: {
        docker: resolveDockerHost(),
        name: "gatehouse/test/shop",
        proxy: "caddy-id",
        controller: "caddy-controller-id",
        labels: {
          caddy: HOST,
          "caddy.reverse_proxy.to": `{file.${FILES}/shop/1}.proxy_net:8080`,
          ...careful,
          "caddy.tls": "internal",
        },
        files: {},
        releases: { "shop/1": "shop-id" },
        containers: ["shop-id"],
        probes: [{ url: `https://${HOST}/`, machine: "127.0.0.1" }],
        readyFile: "shop/next",
        readyTimeout: 60,
        drain: 3,
        ...RELEASE,
      },
      opts: { parent: "shop", dependsOn: ["caddy-reload"] },
    });
  });

  test("sends no request to a wildcard host", async () => {
    const { declared } = await declare({ hosts: ["*.localhost", HOST] });

    expect(only(declared, ROUTE).props.probes).toEqual([
      { url: `https://${HOST}/`, machine: "127.0.0.1" },
    ]);
  });

  test("has the proxy check new containers if Docker has no health check", async () => {
    const health = { path: "/healthz" };
    const asked = await declare({ health });
    const healthy = await declare({ health, healthcheck: { command: ["/app", "check"] } });
    const ready = `/.well-known/gatehouse/shop/ready`;

    expect(only(asked.declared, ROUTE).props.ready).toEqual({
      url: `https://${HOST}${ready}`,
      machine: "127.0.0.1",
    });
    expect(only(asked.declared, ROUTE).props.labels).toMatchObject({
      "caddy.handle": ready,
      "caddy.handle.rewrite": "* /healthz",
      "caddy.handle.reverse_proxy.to": `{file.${FILES}/shop/next}.proxy_net:8080`,
    });
    expect(only(healthy.declared, ROUTE).props.ready).toBeUndefined();
    expect(only(healthy.declared, ROUTE).props.labels).not.toHaveProperty(["caddy.handle"]);
  });

  test("uses Docker's health check, and does not wait for it in the container's resource", async () => {
    const { declared } = await declare({
      healthcheck: { command: ["/app", "check"], interval: "2s" },
      stopGracePeriod: 30,
    });

    const { healthcheck, wait, mustRun, destroyGraceSeconds } = only(declared, CONTAINER).props;
    expect({ healthcheck, wait, mustRun, destroyGraceSeconds }).toEqual({
      healthcheck: { tests: ["CMD", "/app", "check"], interval: "2s", timeout: "3s", retries: 3 },
      wait: undefined,
      mustRun: false,
      destroyGraceSeconds: 30,
    });
  });
});

describe("a service with its labels on its containers", () => {
  test("declares a route without labels and releases, and does not drain", async () => {
    const { declared } = await declare({
      labelsOn: LabelsOn.Container,
      replicas: 2,
      health: { path: "/healthz" },
      readyTimeout: 10,
    });

    expect(only(declared, ROUTE)).toEqual({
      type: ROUTE,
      name: "shop-route",
      props: {
        docker: resolveDockerHost(),
        name: "gatehouse/test/shop",
        proxy: "caddy-id",
        controller: "caddy-controller-id",
        labels: {},
        files: {},
        releases: {},
        containers: ["shop-id", "shop-2-id"],
        probes: [{ url: `https://${HOST}/`, machine: "127.0.0.1" }],
        readyFile: "shop/next",
        readyTimeout: 10,
        drain: 0,
        ...RELEASE,
        releaseOptions: { port: 8080, health: { path: "/healthz" } },
      },
      opts: { parent: "shop", dependsOn: ["caddy-reload"] },
    });
  });
});

describe("a canary", () => {
  const all = (declared: Awaited<ReturnType<typeof declare>>["declared"], type: string) =>
    declared.filter((each) => each.type === type);

  test("has its own containers and release files, and its share by weight", async () => {
    const { declared, value } = await declare({
      containerName: "shop",
      environment: { A: "1" },
      canary: { image: "shop:2", weight: 10, replicas: 2 },
    });

    expect(all(declared, IMAGE).map(({ name, props }) => [name, props.name])).toEqual([
      ["caddy/shop:1", "shop:1"],
      ["caddy/shop:2", "shop:2"],
    ]);
    expect(
      all(declared, CONTAINER).map(({ name, props }) => [
        name,
        props.name,
        props.image,
        props.envs,
      ]),
    ).toEqual([
      ["shop", "shop", "sha256:caddy/shop:1", ["A=1"]],
      ["shop-canary", "shop-canary", "sha256:caddy/shop:2", ["A=1"]],
      ["shop-canary-2", "shop-canary-2", "sha256:caddy/shop:2", ["A=1"]],
    ]);
    const { labels, ...route } = only(declared, ROUTE).props as Record<string, object>;
    expect(route).toMatchObject({
      releases: {
        "shop/1": "shop-id",
        "shop/canary-1": "shop-canary-id",
        "shop/canary-2": "shop-canary-2-id",
      },
      containers: ["shop-id", "shop-canary-id", "shop-canary-2-id"],
    });
    expect(labels).toEqual({
      caddy: HOST,
      "caddy.reverse_proxy.to": ["shop/1", "shop/canary-1", "shop/canary-2"]
        .map((file) => `{file.${FILES}/${file}}.proxy_net:8080`)
        .join(" "),
      "caddy.reverse_proxy.fail_duration": "5s",
      "caddy.reverse_proxy.lb_policy": "weighted_round_robin 18 1 1",
      ...careful,
      "caddy.tls": "internal",
    });
    const names = new Promise((done) => value.containerNames.apply(done));
    expect(await names).toEqual(["shop", "shop-canary", "shop-canary-2"]);
  });

  test("has its own network alias and environment", async () => {
    const { declared } = await declare({
      environment: { A: "1" },
      canary: { image: "shop:2", weight: 10, environment: { B: "2" } },
    });
    const canary = all(declared, CONTAINER).find(({ name }) => name === "shop-canary");

    expect(canary?.props.envs).toEqual(["B=2"]);
    expect(canary?.props.networksAdvanced).toEqual([
      { name: "net-id", aliases: ["shop-canary.test.gatehouse"] },
    ]);
  });
});

describe("the passwords of a service", () => {
  const args = {
    routes: [{ path: "/admin/*", basicAuth: { users: ["ops", "dev"], rotation: 2 } }],
  };

  test("are generated for each user and rotation, and reach the proxy as hashes in files", async () => {
    const { declared } = await declare(args);

    expect(declared.filter(({ type }) => type === PASSWORD)).toEqual(
      ["ops", "dev"].map((user) => ({
        type: PASSWORD,
        name: `shop-${user}-2`,
        props: { length: 32, special: false },
        opts: { parent: "shop", additionalSecretOutputs: ["bcryptHash", "result"] },
      })),
    );
    expect(only(declared, ROUTE).props.files).toEqual({
      "shop/users/ops-2": "shop-ops-2-hash",
      "shop/users/dev-2": "shop-dev-2-hash",
    });
    expect(only(declared, ROUTE).props.labels).toMatchObject({
      "caddy.handle.basic_auth.dev": `{file.${FILES}/shop/users/dev-2}`,
      "caddy.handle.basic_auth.ops": `{file.${FILES}/shop/users/ops-2}`,
    });
  });

  test("are secrets, as outputs and as files, and appear in no label", async () => {
    const seen: unknown[] = [];
    const transformations: pulumi.ResourceTransformation[] = [
      ({ type, props }) => {
        if (type === ROUTE) seen.push(props.files);
        return undefined;
      },
    ];
    const { passwords } = shop(args, { transformations });
    const { declared } = await declare(args);
    const [files] = seen;

    expect(await pulumi.isSecret(passwords)).toBe(true);
    expect(pulumi.Output.isInstance(files) && (await pulumi.isSecret(files))).toBe(true);
    expect(await new Promise((done) => passwords.apply(done))).toEqual({
      ops: "shop-ops-2-clear",
      dev: "shop-dev-2-clear",
    });
    expect(JSON.stringify(only(declared, ROUTE).props.labels)).not.toMatch(/-(hash|clear)/);
  });
});

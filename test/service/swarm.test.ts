import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  DeployMode,
  labels,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxyNetwork,
  resolveDockerHost,
  UpdateOrder,
  Whoami,
} from "../../components";
import { only, ROLLOUT, record, SERVICE, SWARM_ROUTE, useMocks } from "../support/record";

beforeAll(() => useMocks());

const HOST = "shop.localhost";
const OWNED = [{ label: "gatehouse.owner", value: "gatehouse/test" }];

function entryPoint(args: Partial<CaddyProxyArgs> = {}, mode: DeployMode = DeployMode.Swarm) {
  const network = new ProxyNetwork("net", { mode });
  return new CaddyProxy("caddy", { network, labelPrefix: "p", address: "0.0.0.0", ...args });
}

function shop(args: Partial<ProxiedServiceArgs>, opts?: pulumi.ComponentResourceOptions) {
  const usual = { entry: entryPoint(), image: "shop:1", port: 8080, hosts: [HOST] };
  return new ProxiedService("shop", { ...usual, ...args }, opts);
}

const declare = (args: Partial<ProxiedServiceArgs> = {}) => record((opts) => shop(args, opts));

describe("a service in a Swarm", () => {
  test("is a Swarm service of that name that replaces one task at a time, the new one first", async () => {
    const { value, declared } = await declare({
      replicas: 3,
      environment: { GREETING: "hello" },
      healthcheck: { command: ["/shop", "check"] },
      placement: { constraints: ["node.role == worker"], spread: ["node.labels.rack"] },
      updateConfig: { parallelism: 2, order: UpdateOrder.StopFirst },
    });

    expect(only(declared, SERVICE)).toEqual({
      type: SERVICE,
      name: "shop",
      props: {
        name: "gatehouse-test-shop",
        labels: OWNED,
        taskSpec: {
          containerSpec: {
            image: "shop:1",
            labels: OWNED,
            env: { GREETING: "hello" },
            healthcheck: {
              tests: ["CMD", "/shop", "check"],
              interval: "1s",
              timeout: "3s",
              retries: 30,
              startPeriod: "0s",
            },
            stopGracePeriod: "10s",
          },
          networksAdvanceds: [{ id: "net-id" }],
          placement: {
            constraints: ["node.role == worker"],
            prefs: ["node.labels.rack"],
            maxReplicas: 0,
          },
          restartPolicy: { condition: "any", delay: "1s", maxAttempts: 0, window: "0s" },
          logDriver: { name: "json-file", options: { "max-size": "10m", "max-file": "3" } },
        },
        mode: { replicated: { replicas: 3 } },
        updateConfig: {
          parallelism: 2,
          delay: "0s",
          order: "stop-first",
          failureAction: "rollback",
          monitor: "5s",
          maxFailureRatio: "0.0",
        },
        rollbackConfig: {
          parallelism: 1,
          delay: "0s",
          order: "start-first",
          failureAction: "pause",
          monitor: "5s",
          maxFailureRatio: "0.0",
        },
        endpointSpec: { mode: "dnsrr" },
      },
      opts: { parent: "shop", deleteBeforeReplace: true },
    });
    expect(value.upstream).toBe("gatehouse-test-shop:8080");
  });

  test("has a route to all its tasks, once they are ready", async () => {
    const { declared } = await declare({ replicas: 2, readyTimeout: 20 });

    expect(only(declared, ROLLOUT).props).toEqual({
      docker: resolveDockerHost(),
      name: "gatehouse/test/shop",
      release: { image: "shop:1", imageId: "shop:1" },
      releaseOptions: { port: 8080 },
      services: ["shop-id"],
      replicas: [2],
      asked: expect.stringMatching(/^[0-9a-f]{64}$/),
      timeout: 20,
    });
    const proxy = "p.reverse_proxy";
    expect(only(declared, SWARM_ROUTE)).toEqual({
      type: SWARM_ROUTE,
      name: "shop-route",
      props: {
        docker: { url: resolveDockerHost().url },
        holder: "gatehouse-test-shop-route",
        image: expect.stringContaining("caddy-docker-proxy"),
        labels: {
          "gatehouse.owner": "gatehouse/test",
          "gatehouse.stack": expect.stringMatching(/^[0-9a-f]{16}$/),
          p: HOST,
          [`${proxy}.dynamic`]: "a tasks.gatehouse-test-shop 8080",
          [`${proxy}.dynamic.0_refresh`]: "500ms",
          [`${proxy}.dynamic.1_versions`]: "ipv4",
          [`${proxy}.fail_duration`]: "5s",
          [`${proxy}.lb_retry_match.method`]: "GET HEAD OPTIONS",
          [`${proxy}.lb_try_duration`]: "5s",
          [`${proxy}.lb_try_interval`]: "20ms",
          [`${proxy}.stream_close_delay`]: "5m",
          [`${proxy}.transport`]: "http",
          [`${proxy}.transport.dial_timeout`]: "500ms",
          [`${proxy}.transport.keepalive_idle_conns_per_host`]: "256",
          "p.tls": "internal",
        },
        urls: [`https://${HOST}/`],
        servers: "caddy-id",
      },
      opts: { parent: "shop", dependsOn: ["shop-rollout", "caddy-route"] },
    });
  });

  test("takes sites of the builders, and replaces their upstreams by its tasks", async () => {
    const { site, reverseProxy, upstreams } = labels;
    const sites = [site("a.localhost", reverseProxy(upstreams(9090, "h2c")))];
    const { declared } = await declare({ hosts: undefined, sites });

    expect(only(declared, SWARM_ROUTE).props.labels).toMatchObject({
      p: "a.localhost",
      "p.reverse_proxy.dynamic": "a tasks.gatehouse-test-shop 9090",
      "p.reverse_proxy.transport.versions": "h2c 2",
    });
  });
});

test("whoami has a route-holder there, too", async () => {
  const { declared } = await record(
    (opts) => new Whoami("whoami", { entry: entryPoint(), hosts: [HOST] }, opts),
  );
  expect(only(declared, SWARM_ROUTE).props.labels).toMatchObject({
    p: HOST,
    "p.reverse_proxy.dynamic": "a tasks.gatehouse-test-whoami 80",
  });
});

describe("arguments that a Swarm refuses", () => {
  test("are reported in one message", () => {
    const wrong = () =>
      shop({
        containerName: "shop",
        drain: 1,
        health: { path: "/healthz" },
        canary: { image: "shop:2", weight: 10 },
        labelsOn: "container",
        loadBalancing: { policy: "first" },
        basicAuth: { users: ["ops"] },
        accessLog: { file: { path: "/data/shop.log" } },
        routes: [{ path: "/api/*", basicAuth: { users: ["ops"] } }],
        placement: { constraints: ["node.role = worker"] },
        rollbackConfig: { failureAction: "rollback" },
      });
    expect(wrong).toThrow(
      `ProxiedService "shop": 12 problems
  - placement.constraints[0] must be a constraint of Swarm's, such as "node.role == worker", got "node.role = worker".
  - rollbackConfig.failureAction must be one of pause, continue, got "rollback".
  - loadBalancing.policy must be cookie, header or query beside canary, got "first". Caddy has one policy, and that of a canary goes by weights.
  - drain must be left out in a Swarm, which asks a task to stop at the moment it gets no more requests. What it is still answering has the time of stopGracePeriod.
  - health must be left out in a Swarm, where Caddy looks tasks up in DNS and can't check them. Docker checks them, and only those that are well get requests: write healthcheck.
  - canary must be left out in a Swarm, where Caddy looks tasks up in DNS, which knows no weights. An update replaces one task at a time and goes back where it fails: see updateConfig.
  - containerName must be left out in a Swarm, which names containers itself.
  - labelsOn must be "route-holder" in a Swarm, where the plugin sees only containers of one node.
  - loadBalancing.policy must not be first in a Swarm, where tasks come in no order.
  - basicAuth must be left out in a Swarm: the hashes of passwords would stand in labels, or a new user would restart every server. Write forwardAuth, to a service that asks for the password.
  - accessLog.file must be left out in a Swarm, whose servers write no files. Read the log with docker service logs.
  - routes[0].basicAuth must be left out in a Swarm: the hashes of passwords would stand in labels, or a new user would restart every server. Write forwardAuth, to a service that asks for the password.`,
    );
  });

  test("have counterparts that only a Swarm accepts", () => {
    const entry = entryPoint({}, DeployMode.Containers);
    const wrong = () => shop({ entry, placement: { maxPerNode: 1 }, updateConfig: {} });
    expect(wrong).toThrow(
      `ProxiedService "shop": 2 problems
  - placement must be left out outside a Swarm, where there is one node. For a Swarm write new ProxyNetwork(…, { mode: "swarm" }).
  - updateConfig must be left out outside a Swarm, where there is one node. For a Swarm write new ProxyNetwork(…, { mode: "swarm" }).`,
    );
  });

  test("include a template that the plugin would evaluate on the route-holder", () => {
    const { site, respond, template } = labels;
    const sites = [site("a.localhost", respond(template(".Spec.Name")))];
    expect(() => shop({ hosts: undefined, sites })).toThrow(
      'ProxiedService "shop": sites must not have a template in a Swarm: the plugin would fill it in from the route-holder. Write upstreams(port) as an argument of its own.',
    );
  });
});

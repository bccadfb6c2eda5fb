import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  DeployMode,
  ProxyNetwork,
  Publish,
  rootCertificate,
  TlsMode,
  Toxiproxy,
} from "../../../components";
import { globalOption } from "../../../components/labels";
import { type Declared, NETWORK, record, SERVICE, useMocks } from "../../support/record";

beforeAll(() => useMocks());

function entryPoint(args: Partial<CaddyProxyArgs>, opts?: pulumi.ComponentResourceOptions) {
  const network = new ProxyNetwork("net", { mode: DeployMode.Swarm });
  const usual = { network, labelPrefix: "p", address: "0.0.0.0", image: { reference: "caddy:1" } };
  return new CaddyProxy("caddy", { ...usual, ...args }, opts);
}

const declare = (args: Partial<CaddyProxyArgs> = {}) => record((opts) => entryPoint(args, opts));

const named = (declared: readonly Declared[], type: string, name: string) =>
  declared.find((each) => each.type === type && each.name === name)?.props;

describe("an entry point in a Swarm", () => {
  test("has servers on every edge node, without the socket and with one CA", async () => {
    const { value, declared } = await declare({ edge: ["node.labels.edge == true"] });

    const published = (port: number, protocol: string) => ({
      targetPort: port,
      publishedPort: port,
      protocol,
      publishMode: "host",
    });
    expect(named(declared, SERVICE, "caddy")).toMatchObject({
      name: "gatehouse-test-caddy",
      labels: [
        { label: "gatehouse.owner", value: "gatehouse/test" },
        { label: "p_controlled_server", value: "true" },
      ],
      taskSpec: {
        containerSpec: {
          image: "caddy:1",
          user: "65532:65532",
          readOnly: true,
          mounts: [
            { type: "tmpfs", target: "/data", readOnly: false },
            { type: "tmpfs", target: "/config", readOnly: false },
          ],
          env: { CADDY_DOCKER_MODE: "server", CADDY_CONTROLLER_NETWORK: "172.30.0.0/16" },
          configs: [{ fileName: "/etc/gatehouse/root.crt", fileMode: 0o444 }],
          secrets: [{ fileName: "root.key", fileMode: 0o400, fileUid: "65532" }],
        },
        networksAdvanceds: [{ id: "net-id" }, { id: "caddy-control-id" }],
        placement: { constraints: ["node.labels.edge == true"] },
        resources: { limits: { memoryBytes: 512 << 20 } },
      },
      mode: { global: true },
      updateConfig: { order: "stop-first", delay: "5s" },
      endpointSpec: {
        mode: "dnsrr",
        ports: [published(80, "tcp"), published(443, "tcp"), published(443, "udp")],
      },
    });
    expect(await promised(rootCertificate(value))).toBe("caddy-authority-certificate");
  });

  test("has a controller on a manager, on a network with only the servers", async () => {
    const { declared } = await declare();

    expect(named(declared, NETWORK, "caddy-control")).toMatchObject({
      name: "gatehouse-test-caddy-control",
      driver: "overlay",
      internal: true,
    });
    expect(named(declared, SERVICE, "caddy-controller")).toMatchObject({
      taskSpec: {
        containerSpec: {
          readOnly: true,
          env: {
            CADDY_DOCKER_MODE: "controller",
            CADDY_CONTROLLER_NETWORK: "172.30.0.0/16",
            CADDY_DOCKER_LABEL_PREFIX: "p",
            CADDY_DOCKER_POLLING_INTERVAL: "2s",
            CADDY_DOCKER_PROCESS_CADDYFILE: "false",
            CADDY_INGRESS_NETWORKS: "proxy_net",
          },
        },
        networksAdvanceds: [{ id: "caddy-control-id" }],
        placement: { constraints: ["node.role == manager"] },
      },
      mode: { replicated: { replicas: 1 } },
    });
  });

  test("keeps the secrets of an account as secrets of the Swarm", async () => {
    const { declared } = await declare({
      data: { directory: "/mnt/caddy" },
      tls: {
        mode: TlsMode.Acme,
        acme: { email: "ops@example.com", dns: { provider: "cloudflare", token: "t0ken" } },
      },
      image: { reference: "caddy:1", modules: ["dns.providers.cloudflare"] },
    });

    expect(named(declared, SERVICE, "caddy")).toMatchObject({
      taskSpec: {
        containerSpec: {
          mounts: [{ type: "bind", source: "/mnt/caddy", target: "/data" }, { target: "/config" }],
          secrets: [{ fileName: "root.key" }, { fileName: "dns-token" }],
        },
      },
    });
  });

  test("gives servers with rate limits the pass of the requests by which up tests routes", async () => {
    const image = { reference: "caddy:1", modules: ["http.handlers.rate_limit"] };
    const { value, declared } = await declare({ image });
    const pass = await promised(value.inSwarm().pass ?? pulumi.output(""));

    expect(pass).toMatch(/^[0-9a-f]{64}$/);
    expect(named(declared, SERVICE, "caddy")).toMatchObject({
      taskSpec: {
        containerSpec: {
          secrets: [
            { fileName: "root.key" },
            { fileName: "/config/gatehouse-probe", fileMode: 0o400, fileUid: "65532" },
          ],
        },
      },
    });
    expect((await declare()).value.inSwarm().pass).toBeUndefined();
  });
});

describe("unsupported arguments", () => {
  test("of an entry point in a Swarm are reported in one message", () => {
    const wrong = () =>
      entryPoint({
        address: undefined,
        containerName: "caddy",
        publish: Publish.HostNetwork,
        config: { volume: "config" },
        hardened: false,
        directories: ["/srv/app"],
        mirror: "registry.example.com",
        accessLog: { file: { path: "/data/access.log" } },
        settings: { scanStoppedContainers: true, admin: "off" },
        tls: { mode: TlsMode.Acme, acme: { email: "ops@example.com" } },
        edge: ["edge"],
      });
    expect(wrong).toThrow(
      `CaddyProxy "caddy": 12 problems
  - edge[0] must be a constraint of Swarm's, such as "node.role == worker", got "edge".
  - address must be "0.0.0.0" in a Swarm, which publishes ports on every address of a node, got nothing.
  - containerName must be left out in a Swarm, which names containers itself.
  - publish must be "ports" in a Swarm: servers on the host's network can't resolve names of services.
  - config must be left out in a Swarm, where the controller sends it to the servers.
  - hardened must be left out in a Swarm, whose servers never have Docker's socket.
  - directories must be left out in a Swarm, where each node has its own and servers move between nodes.
  - mirror must be left out in a Swarm. Name the images of the mirror themselves.
  - accessLog.file must be left out in a Swarm, whose servers write no files. Read the log with docker service logs.
  - settings.admin must be left out in a Swarm, which decides it.
  - settings.scanStoppedContainers must be left out in a Swarm, which decides it.
  - data must be given in a Swarm where tls.mode is "acme", since a CA may check any edge node: storage that all edge nodes share, such as { directory: "/mnt/caddy" }. Or write tls.mode: "files".`,
    );
  });

  test("of an entry point in a Swarm include a configuration without the API that its controller needs", () => {
    expect(() => entryPoint({ routing: { global: [globalOption("admin", "off")] } })).toThrow(
      'CaddyProxy "caddy": routing.global must not have the option admin, since the controller reaches the server by that API. Leave it out.',
    );
  });

  test("of an entry point outside a Swarm include edge nodes", () => {
    const network = new ProxyNetwork("net");
    expect(() => entryPoint({ network, edge: ["node.role == manager"] })).toThrow(
      'CaddyProxy "caddy": edge must be left out outside a Swarm, where there is one node. For a Swarm write new ProxyNetwork(…, { mode: "swarm" }).',
    );
  });

  test("of other components in a Swarm: a network of one host, and Toxiproxy", () => {
    const existing = { id: "abc", labels: {}, driver: "bridge" };
    expect(() => new ProxyNetwork("net", { mode: DeployMode.Swarm, existing })).toThrow(
      'ProxyNetwork "net": networkName must name an overlay network in a Swarm, got an existing one of the driver "bridge". Choose another name, or recreate it: docker network create --driver overlay.',
    );
    expect(() => new Toxiproxy("toxiproxy", { entry: entryPoint({}) })).toThrow(
      'Toxiproxy "toxiproxy": entry must not be in a Swarm: faults belong to one container each, and tasks come and go. Try the service on one Docker host, without a mode.',
    );
  });
});

function promised<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply((value) => resolve(value)));
}

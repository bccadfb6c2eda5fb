import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  MountType,
  PortProtocol,
  PrivateNetwork,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxyNetwork,
  RestartPolicy,
  Whoami,
} from "../../components";
import { ownLocalDir } from "../support/local-dir";
import { CONTAINER, containerOf, FILES, only, record, useMocks, VOLUME } from "../support/record";

beforeAll(() => useMocks());

const localDir = ownLocalDir();

const entryPoint = () =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "edge" });

const shop = (args: Partial<ProxiedServiceArgs>, opts?: pulumi.ComponentResourceOptions) =>
  new ProxiedService(
    "shop",
    { entry: entryPoint(), image: "shop:1", port: 8080, hosts: ["shop.localhost"], ...args },
    opts,
  );

const declare = (args: Partial<ProxiedServiceArgs>) => record((opts) => shop(args, opts));

const OWNED = [{ label: "gatehouse.owner", value: "gatehouse/test" }];

describe("the options of a container", () => {
  test("are the provider's, one for one", async () => {
    const { declared } = await declare({
      command: ["serve"],
      entrypoint: ["/bin/shop"],
      workingDir: "/srv",
      user: "1000:1001",
      groupAdd: ["video"],
      extraHosts: { "nas.lan": "192.168.1.20", host: "host-gateway" },
      dns: ["10.0.0.2"],
      dnsSearch: ["lan"],
      dnsOptions: ["ndots:1"],
      hostname: "till",
      init: true,
      shmSize: "1g",
      ulimits: [
        { name: "nofile", soft: 1024, hard: 2048 },
        { name: "core", soft: 0 },
      ],
      sysctls: { "net.core.somaxconn": "1024" },
      devices: [{ source: "/dev/ttyUSB0", permissions: "rw" }],
      gpus: "all",
      capabilities: { add: ["CAP_NET_ADMIN"], drop: ["CAP_CHOWN"] },
      labels: { team: "shop" },
      logging: { driver: "journald" },
      restart: RestartPolicy.OnFailure,
      stopSignal: "SIGINT",
      ports: [
        { target: 9000 },
        { target: 53, published: 5353, hostIp: "0.0.0.0", protocol: PortProtocol.Udp },
      ],
    });

    expect(only(declared, CONTAINER).props).toEqual({
      image: "sha256:caddy/shop:1",
      command: ["serve"],
      entrypoints: ["/bin/shop"],
      workingDir: "/srv",
      user: "1000:1001",
      groupAdds: ["video"],
      envs: [],
      labels: [{ label: "team", value: "shop" }],
      hosts: [
        { host: "nas.lan", ip: "192.168.1.20" },
        { host: "host", ip: "host-gateway" },
      ],
      dns: ["10.0.0.2"],
      dnsSearches: ["lan"],
      dnsOpts: ["ndots:1"],
      hostname: "till",
      init: true,
      shmSize: 1024,
      ulimits: [
        { name: "nofile", soft: 1024, hard: 2048 },
        { name: "core", soft: 0, hard: 0 },
      ],
      sysctls: { "net.core.somaxconn": "1024" },
      devices: [{ hostPath: "/dev/ttyUSB0", containerPath: "/dev/ttyUSB0", permissions: "rw" }],
      gpus: "all",
      capabilities: { drops: ["CAP_NET_RAW", "CAP_CHOWN"], adds: ["CAP_NET_ADMIN"] },
      logDriver: "journald",
      restart: "on-failure",
      stopSignal: "SIGINT",
      ports: [
        { internal: 9000, ip: "127.0.0.1", protocol: "tcp" },
        { internal: 53, external: 5353, ip: "0.0.0.0", protocol: "udp" },
      ],
      mustRun: false,
      networkMode: "bridge",
      networksAdvanced: [{ name: "net-id", aliases: ["shop.test.gatehouse"] }],
      destroyGraceSeconds: 10,
    });
  });

  test("keep CAP_NET_RAW where they add it, and drop nothing where privileged", async () => {
    const raw = await declare({ capabilities: { add: ["CAP_NET_RAW"] } });
    expect(only(raw.declared, CONTAINER).props.capabilities).toEqual({ adds: ["CAP_NET_RAW"] });

    const full = await declare({ privileged: { reason: "it builds images itself" } });
    const { props } = only(full.declared, CONTAINER);
    expect([props.privileged, props.capabilities]).toEqual([true, undefined]);
  });

  test("read env files, the later before the earlier, and environment before all", async () => {
    const [one, two] = ["one", "two"].map((name) => join(localDir(), `${name}.env`));
    writeFileSync(String(one), "# a comment\nA=1\nB=1\nexport C='x y'\n");
    writeFileSync(String(two), "B=2\nD=2\n");
    const { declared } = await declare({
      envFile: [String(one), String(two)],
      environment: { D: "3" },
    });

    expect(only(declared, CONTAINER).props.envs).toEqual(["A=1", "B=2", "C=x y", "D=3"]);
  });

  test("are Whoami's and a canary's, too, whose own replace the service's", async () => {
    const { declared } = await record(
      (opts) =>
        new Whoami(
          "whoami",
          { entry: entryPoint(), hosts: ["whoami.localhost"], command: ["-verbose"] },
          opts,
        ),
    );
    expect(containerOf(declared, "whoami").props.command).toEqual(["-verbose"]);

    const canary = { image: "shop:2", weight: 10, environment: { A: "2" } };
    const service = await declare({ canary, environment: { A: "1" }, hostname: "till" });
    const { props } = containerOf(service.declared, "shop-canary");
    expect([props.envs, props.hostname]).toEqual([["A=2"], "till"]);
  });
});

describe("mounts", () => {
  const volumes = [
    { source: "data", target: "/data", protect: true, retainOnDelete: true },
    { source: "media", target: "/media", external: true, readOnly: true },
    { type: MountType.Bind, source: "/srv/shop", target: "/srv", readOnly: true },
    { type: MountType.Tmpfs, target: "/tmp", size: "64m" },
  ];

  test("are volumes of the stack or existing ones, directories of the host, and memory", async () => {
    const { declared } = await declare({ volumes });

    expect(only(declared, VOLUME)).toEqual({
      type: VOLUME,
      name: "shop-data",
      props: {
        name: "gatehouse-test-shop-data",
        labels: [...OWNED, { label: "gatehouse.retained", value: "true" }],
      },
      opts: { parent: "shop", protect: true, retainOnDelete: true, deleteBeforeReplace: true },
    });
    const { props, opts } = only(declared, CONTAINER);
    expect(props.volumes).toEqual([
      { containerPath: "/data", volumeName: "gatehouse-test-shop-data" },
      { containerPath: "/media", readOnly: true, volumeName: "media" },
      { containerPath: "/srv", readOnly: true, hostPath: "/srv/shop" },
    ]);
    expect(props.tmpfs).toEqual({ "/tmp": "size=67108864,mode=1777" });
    expect(opts.deleteBeforeReplace).toBe(true);
  });

  test.each([
    [{ source: "data", target: "/data" }, true],
    [{ source: "data", target: "/data", shared: true }, false],
    [{ source: "data", target: "/data", readOnly: true }, false],
    [{ type: MountType.Bind, source: "/srv", target: "/srv" }, true],
    [{ type: MountType.Tmpfs, target: "/tmp" }, false],
  ])("%j decides whether an update stops the old container first: %s", async (mount, stops) => {
    const { declared } = await declare({ volumes: [mount] });

    expect(only(declared, CONTAINER).opts.deleteBeforeReplace).toBe(stops);
  });

  test("of a service and its canary are one volume", async () => {
    const shared = [{ source: "data", target: "/data", shared: true }];
    const { declared } = await declare({
      volumes: shared,
      replicas: 2,
      canary: { image: "shop:2", weight: 1 },
    });

    only(declared, VOLUME);
    for (const name of ["shop", "shop-2", "shop-canary"]) {
      expect(containerOf(declared, name).props.volumes).toEqual([
        { containerPath: "/data", volumeName: "gatehouse-test-shop-data" },
      ]);
    }
  });
});

describe("files and secrets", () => {
  test("are on volumes of the folders, which the container mounts", async () => {
    const { declared } = await declare({
      files: { "/etc/shop/shop.conf": { content: "port 80", mode: 0o400, uid: 1000 } },
      secrets: { token: { content: pulumi.output("canary") } },
    });

    expect(only(declared, FILES)).toEqual({
      type: FILES,
      name: "shop-files",
      props: {
        docker: { url: expect.stringContaining("docker.sock") },
        name: "gatehouse-test-shop-files",
        owner: "gatehouse/test",
        stack: expect.stringMatching(/^[0-9a-f]{16}$/),
        image: "sha256:caddy/shop:1",
        files: [
          { path: "/etc/shop/shop.conf", content: "port 80", uid: 1000, gid: 0, mode: 0o400 },
        ],
        secrets: [{ path: "/run/secrets/token", content: "canary", uid: 0, gid: 0, mode: 0o444 }],
      },
      opts: { parent: "shop" },
    });
  });

  test("are none where the arguments have none", async () => {
    const { declared } = await declare({ files: {}, secrets: {} });

    expect(declared.filter(({ type }) => type === FILES)).toEqual([]);
  });
});

describe("a network beside the proxy's", () => {
  test("is joined by the service's own name and its aliases", async () => {
    const backend = new PrivateNetwork("backend");
    const { declared } = await declare({ networks: [{ network: backend, aliases: ["till"] }] });

    expect(only(declared, CONTAINER).props.networksAdvanced).toEqual([
      { name: "net-id", aliases: ["shop.test.gatehouse"] },
      { name: "backend-id", aliases: ["shop.test.gatehouse", "shop", "till"] },
    ]);
  });
});

describe("mistakes in the options", () => {
  const refusal = (args: object) => {
    try {
      shop(args);
    } catch (error) {
      return String((error as Error).message);
    }
    return "accepted";
  };

  test("of each by itself are reported in one message", () => {
    const args = {
      command: "serve",
      workingDir: "srv",
      user: "a b",
      volumes: [
        { source: "./data", target: "/data" },
        { type: "bind", source: "data", target: "/srv" },
        { type: "tmpfs", source: "x", target: "/tmp", shared: true },
        { source: "a", target: "/a", external: true, protect: true },
        { source: "b", target: "b", readonly: true },
      ],
      files: { "/shop.conf": { content: "x" }, "/etc/shop": { content: 1 } },
      secrets: { "a/b": { content: "hidden-1" }, token: "hidden-2" },
      networks: ["backend"],
      ports: [{ target: "80" }],
      extraHosts: { nas: "nas.lan" },
      shmSize: "64",
      ulimits: [{ name: "files", soft: 2, hard: 1 }],
      devices: ["/dev/ttyUSB0"],
      gpus: "0",
      privileged: true,
      restart: "never",
      stopSignal: "int",
    };
    const message = refusal(args);

    expect(message).toMatchInlineSnapshot(`
      "ProxiedService "shop": 24 problems
        - command must be an array of strings, such as ["server", "--port", "8080"], got "serve".
        - workingDir must be an absolute path in the container, such as "/config/Caddyfile", got "srv".
        - user must be a user, or a user and a group, such as "1000:1000" or "postgres", got "a b".
        - volumes[0].source must be the name of a volume, such as "data"; a directory of the Docker host has type: "bind", got "./data".
        - volumes[1].source must be an absolute path on the Docker host, such as "/srv/caddy" or "C:\\\\caddy", got "data".
        - volumes[2].source is only for the type volume or bind, which is tmpfs here, got "x".
        - volumes[2].shared is only for the type volume or bind, which is tmpfs here, got true.
        - volumes[3].external must not stand beside protect or retainOnDelete: Pulumi never deletes it, got true.
        - volumes[4].target must be an absolute path in the container, such as "/config/Caddyfile", got "b".
        - volumes[4].readonly is not a setting of a mount. Did you mean readOnly? Known: external, mode, protect, readOnly, retainOnDelete, shared, size, source, target, type.
        - files["/shop.conf"] is not the path of a file in the container, such as "/etc/shop/shop.conf".
        - files["/etc/shop"].content must be a string or an output (it may be a secret and is not shown).
        - secrets["a/b"] is not the name of a file in /run/secrets, such as "db_password".
        - secrets.token must be an object with content, gid, mode, uid.
        - networks[0] must be an object with aliases, network, got "backend".
        - ports[0].target must be an integer from 1 to 65535, got "80".
        - extraHosts.nas must be an address by name, such as { "nas.lan": "192.168.1.20" } or "host-gateway", got "nas.lan".
        - shmSize must be a size in Docker's form, such as "64m" or "1g", got "64".
        - ulimits[0].name must be one of as, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack, got "files".
        - devices[0] must be an object with permissions, source, target, got "/dev/ttyUSB0".
        - gpus must be "all": Docker's provider can't choose among the GPUs of a host, got "0".
        - privileged must be an object with the reason, such as { reason: "builds images itself" }, got true.
        - restart must be one of no, on-failure, always, unless-stopped, got "never".
        - stopSignal must be a signal, such as "SIGINT", got "int"."
    `);
    expect(message).not.toContain("hidden");
  });

  test("beside one another are, too", () => {
    const args: Partial<ProxiedServiceArgs> = {
      replicas: 2,
      confinement: { user: 1000 },
      user: "1000",
      capabilities: { add: ["CAP_NET_ADMIN"] },
      privileged: { reason: "it builds images itself" },
      volumes: [
        { source: "data", target: "/etc/shop" },
        { type: MountType.Tmpfs, target: "/etc/shop" },
      ],
      files: { "/etc/shop/shop.conf": { content: "x" } },
      ports: [
        { target: 80, published: 8080 },
        { target: 81, published: 8080 },
      ],
      labels: { "edge.reverse_proxy": "x", edge_1: "x", edgewise: "fine", "gatehouse.owner": "me" },
      envFile: ["missing.env"],
    };

    expect(refusal(args)).toMatchInlineSnapshot(`
      "ProxiedService "shop": 13 problems
        - user must not stand beside confinement. Leave out one of user and confinement.user.
        - capabilities must not stand beside confinement. Write confinement.capabilities, which are all that it has.
        - privileged must not stand beside confinement. Leave out one of them.
        - volumes[0].shared must be true where 2 containers write to "/etc/shop", got nothing. Set it if their program allows that, or readOnly: true, or have one replica and no canary.
        - volumes[1].target must be in use once, got "/etc/shop" twice.
        - files["/etc/shop/shop.conf"] must not be in "/etc/shop", where volumes has a tmpfs: one hides the other. Choose another folder.
        - ports[0].published must be left out where there are 2 containers, got 8080: only one can have a port of the host. Docker chooses a port for each.
        - ports[1].published must be in use once, got 8080 twice.
        - ports[1].published must be left out where there are 2 containers, got 8080: only one can have a port of the host. Docker chooses a port for each.
        - labels["edge.reverse_proxy"] must be left out: the entry point reads labels that begin with "edge". Write the route with routes or sites.
        - labels["edge_1"] must be left out: the entry point reads labels that begin with "edge". Write the route with routes or sites.
        - labels["gatehouse.owner"] must be left out: such labels are gatehouse's own.
        - envFile[0] must be a file that this machine can read, got "missing.env": ENOENT: no such file or directory, open 'missing.env'."
    `);
  });
});

import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyMode,
  CaddyProxy,
  type CaddyProxyArgs,
  images,
  LogLevel,
  ProxyNetwork,
  Publish,
  resolveDockerHost,
  TlsMode,
} from "../../components";
import {
  globalOption,
  globalOptions,
  header,
  namedRoute,
  respond,
  site,
  snippet,
} from "../../components/labels";
import {
  CONTAINER,
  containerOf,
  IMAGE,
  labelsOf,
  NETWORK,
  only,
  PREPARED,
  RELOAD,
  ROUTE,
  record,
  useMocks,
  VALIDATION,
  VOLUME,
} from "../support/record";

beforeAll(() => useMocks());

const declare = (args: Partial<CaddyProxyArgs> = {}) =>
  record((opts: pulumi.ComponentResourceOptions) => {
    const network = new ProxyNetwork("net");
    return new CaddyProxy("caddy", { network, ...args }, opts);
  });

describe("CaddyProxy", () => {
  test("declares a server that the public reaches, without Docker's socket", async () => {
    const { declared } = await declare({ containerName: "caddy-docker-proxy" });

    expect(containerOf(declared, "caddy")).toEqual({
      type: CONTAINER,
      name: "caddy",
      props: {
        name: "caddy-docker-proxy",
        image: "sha256:caddy-image",
        envs: ["CADDY_CONTROLLER_NETWORK=172.30.0.0/16", "CADDY_DOCKER_MODE=server"],
        labels: [
          { label: "gatehouse.owner", value: "gatehouse/test" },
          { label: "gatehouse-test-feb555_controlled_server", value: "" },
          { label: "gatehouse-test-feb555", value: "http://" },
          { label: "gatehouse-test-feb555.respond", value: "404" },
          { label: "gatehouse-test-feb555_9999", value: "(gatehouse-server)" },
          {
            label: "gatehouse-test-feb555_9999.vars.started",
            value: "{{.NetworkSettings.Networks | toJson | sha256sum | trunc 12}}",
          },
        ],
        networkMode: "bridge",
        networksAdvanced: [{ name: "net-id" }, { name: "caddy-control-id" }],
        ports: [
          { internal: 443, external: 443, ip: "127.0.0.1", protocol: "tcp" },
          { internal: 443, external: 443, ip: "127.0.0.1", protocol: "udp" },
          { internal: 80, external: 80, ip: "127.0.0.1", protocol: "tcp" },
        ],
        volumes: [
          { containerPath: "/data", volumeName: "caddy-data-auto" },
          { containerPath: "/config", volumeName: "caddy-config-auto" },
        ],
        user: "65532:65532",
        readOnly: true,
        capabilities: { drops: ["ALL"] },
        securityOpts: ["no-new-privileges:true"],
        restart: "always",
        destroyGraceSeconds: 30,
        sysctls: { "net.ipv4.tcp_migrate_req": "1" },
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
      },
      opts: {
        parent: "caddy",
        dependsOn: ["caddy-validation"],
        deleteBeforeReplace: true,
        replaceOnChanges: ["healthcheck", "tmpfs", "init"],
        ignoreChanges: ["memory", "memorySwap", "cpus"],
      },
    });
  });

  test("declares a controller that has the socket, and only a network of its own", async () => {
    const { declared } = await declare({ containerName: "caddy-docker-proxy" });

    expect(only(declared, NETWORK)).toEqual({
      type: NETWORK,
      name: "caddy-control",
      props: { internal: true, labels: [{ label: "gatehouse.owner", value: "gatehouse/test" }] },
      opts: { parent: "caddy" },
    });
    expect(containerOf(declared, "caddy-controller")).toEqual({
      type: CONTAINER,
      name: "caddy-controller",
      props: {
        name: "caddy-docker-proxy-controller",
        image: "sha256:caddy-image",
        envs: [
          "CADDY_CONTROLLER_NETWORK=172.30.0.0/16",
          "CADDY_DOCKER_LABEL_PREFIX=gatehouse-test-feb555",
          "CADDY_DOCKER_MODE=controller",
          "CADDY_DOCKER_POLLING_INTERVAL=5s",
          "CADDY_DOCKER_PROCESS_CADDYFILE=false",
          "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS=true",
          "CADDY_INGRESS_NETWORKS=proxy_net",
        ],
        labels: [{ label: "gatehouse.owner", value: "gatehouse/test" }],
        networkMode: "bridge",
        networksAdvanced: [{ name: "caddy-control-id" }],
        volumes: [
          { containerPath: "/var/run/docker.sock", hostPath: "/var/run/docker.sock" },
          { containerPath: "/config" },
        ],
        readOnly: true,
        capabilities: { drops: ["ALL"] },
        securityOpts: ["no-new-privileges:true"],
        restart: "always",
        destroyGraceSeconds: 10,
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
      },
      opts: {
        parent: "caddy",
        dependsOn: ["caddy-prepared"],
        deleteBeforeReplace: true,
        replaceOnChanges: ["healthcheck", "tmpfs", "init"],
        ignoreChanges: ["memory", "memorySwap", "cpus"],
      },
    });
  });

  test("is one container when not hardened, with ports, volumes, settings and the socket", async () => {
    const { declared } = await declare({ containerName: "caddy-docker-proxy", hardened: false });

    expect(only(declared, CONTAINER)).toEqual({
      type: CONTAINER,
      name: "caddy",
      props: {
        name: "caddy-docker-proxy",
        image: "sha256:caddy-image",
        envs: [
          "CADDY_DOCKER_LABEL_PREFIX=gatehouse-test-feb555",
          "CADDY_DOCKER_PROCESS_CADDYFILE=false",
          "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS=true",
          "CADDY_INGRESS_NETWORKS=proxy_net",
        ],
        labels: [
          { label: "gatehouse.owner", value: "gatehouse/test" },
          { label: "gatehouse-test-feb555", value: "http://" },
          { label: "gatehouse-test-feb555.respond", value: "404" },
        ],
        networkMode: "bridge",
        networksAdvanced: [{ name: "net-id" }],
        ports: [
          { internal: 443, external: 443, ip: "127.0.0.1", protocol: "tcp" },
          { internal: 443, external: 443, ip: "127.0.0.1", protocol: "udp" },
          { internal: 80, external: 80, ip: "127.0.0.1", protocol: "tcp" },
        ],
        volumes: [
          { containerPath: "/data", volumeName: "caddy-data-auto" },
          { containerPath: "/config", volumeName: "caddy-config-auto" },
          { containerPath: "/var/run/docker.sock", hostPath: "/var/run/docker.sock" },
        ],
        restart: "always",
        destroyGraceSeconds: 30,
        sysctls: { "net.ipv4.tcp_migrate_req": "1" },
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
      },
      opts: {
        parent: "caddy",
        dependsOn: ["caddy-validation"],
        deleteBeforeReplace: true,
        replaceOnChanges: ["healthcheck", "tmpfs", "init"],
      },
    });
  });

  const labels = [{ label: "gatehouse.owner", value: "gatehouse/test" }];

  test("keeps certificates and configuration on volumes of the stack's own", async () => {
    const { declared } = await declare();

    expect(declared.filter(({ type }) => type === VOLUME)).toEqual([
      { type: VOLUME, name: "caddy-data", props: { labels }, opts: { parent: "caddy" } },
      { type: VOLUME, name: "caddy-config", props: { labels }, opts: { parent: "caddy" } },
    ]);
  });

  test("protects the volume with the certificates, and nothing else", async () => {
    const { declared } = await declare({ protect: true });

    const isProtected = declared.filter(({ opts }) => opts.protect === true);
    expect(isProtected).toEqual([
      {
        type: VOLUME,
        name: "caddy-data",
        props: { labels },
        opts: { parent: "caddy", protect: true },
      },
    ]);
  });

  test("mounts a named volume or a directory without managing it", async () => {
    const { declared } = await declare({
      data: { directory: "/srv/caddy/data" },
      config: { volume: "caddy_config" },
    });

    expect(declared.filter(({ type }) => type === VOLUME)).toEqual([]);
    expect(containerOf(declared, "caddy").props.volumes).toEqual([
      { containerPath: "/data", hostPath: "/srv/caddy/data" },
      { containerPath: "/config", volumeName: "caddy_config" },
    ]);
  });

  test.each<[string, Partial<CaddyProxyArgs>]>([
    ["a server and a controller", {}],
    ["one container", { hardened: false }],
    ["the host's network", { publish: Publish.HostNetwork }],
  ])("mounts directories at their own paths, read-only, as %s", async (_what, args) => {
    const { declared } = await declare({ directories: ["/srv/app", "/etc/shop"], ...args });

    expect(containerOf(declared, "caddy").props.volumes).toEqual(
      expect.arrayContaining([
        { containerPath: "/srv/app", hostPath: "/srv/app", readOnly: true },
        { containerPath: "/etc/shop", hostPath: "/etc/shop", readOnly: true },
      ]),
    );
    const others = declared.filter(({ name, type }) => name !== "caddy" && type === CONTAINER);
    expect(JSON.stringify(others)).not.toContain("/srv/app");
  });

  test("keeps the image on the host", async () => {
    const { declared } = await declare();

    expect(only(declared, IMAGE)).toEqual({
      type: IMAGE,
      name: "caddy-image",
      props: { name: images.caddy, keepLocally: true },
      opts: { parent: "caddy" },
    });
  });

  test("listens inside on the ports it is published on, so that redirects lead there", async () => {
    const { declared } = await declare({
      labelPrefix: "caddy",
      hardened: false,
      httpPort: 8080,
      httpsPort: 8443,
      address: "0.0.0.0",
    });

    const container = only(declared, CONTAINER);
    expect(labelsOf(container)).toEqual({
      "gatehouse.owner": "gatehouse/test",
      "caddy.http_port": "8080",
      "caddy.https_port": "8443",
      "caddy.auto_https": "disable_redirects",
      caddy_0: "http://",
      "caddy_0.redir": "https://{host}:8443{uri} 308",
    });
    // From the highest down, as saved plans require.
    expect(container.props.ports).toEqual([
      { internal: 8443, external: 8443, ip: "0.0.0.0", protocol: "tcp" },
      { internal: 8443, external: 8443, ip: "0.0.0.0", protocol: "udp" },
      { internal: 8080, external: 8080, ip: "0.0.0.0", protocol: "tcp" },
    ]);
  });

  test("passes an ACME account on to Caddy", async () => {
    const { declared } = await declare({
      tls: {
        mode: TlsMode.Acme,
        acme: { email: "ops@example.com", ca: "https://acme.example.com/directory" },
      },
      labelPrefix: "edge",
      hardened: false,
    });

    expect(labelsOf(only(declared, CONTAINER))).toEqual({
      "gatehouse.owner": "gatehouse/test",
      "edge.acme_ca": "https://acme.example.com/directory",
      "edge.email": "ops@example.com",
      edge_0: "http://",
      "edge_0.respond": "404",
    });
  });

  test("declares the routing that services share, and sites of its own", async () => {
    const { declared } = await declare({
      labelPrefix: "caddy",
      hardened: false,
      routing: {
        global: globalOptions({ gracePeriod: "10s" }),
        snippets: [snippet("secure", header({ set: { "X-Frame-Options": "DENY" } }))],
        routes: [namedRoute("tea", respond(418))],
        sites: [site("status.localhost").respond("up")],
      },
    });

    expect(labelsOf(only(declared, CONTAINER))).toEqual({
      "gatehouse.owner": "gatehouse/test",
      "caddy.grace_period": "10s",
      caddy_0: "(secure)",
      "caddy_0.header.X-Frame-Options": "DENY",
      caddy_1: "&(tea)",
      "caddy_1.respond": "418",
      caddy_2: "http://",
      "caddy_2.respond": "404",
      caddy_3: "status.localhost",
      "caddy_3.respond": "up",
      "caddy_3.tls": "internal",
    });
  });

  test("refuses routing that Caddy would refuse", () => {
    const network = new ProxyNetwork("net");
    const args = {
      network,
      httpPort: 0,
      routing: { global: [globalOption("grace_period", "10")] },
    };

    expect(() => new CaddyProxy("caddy", args)).toThrow(
      [
        'CaddyProxy "caddy": 2 problems',
        "  - httpPort must be an integer from 1 to 65535, got 0.",
        '  - global option.grace_period must be a duration with a unit, got "10". Write "10s".',
      ].join("\n"),
    );
  });

  test("gives the plugin's settings as environment variables, sorted", async () => {
    const { declared } = await declare({
      labelPrefix: "caddy",
      hardened: false,
      settings: {
        pollingInterval: "5s",
        processCaddyfile: false,
        logLevel: LogLevel.Debug,
        dockerSockets: ["unix:///a.sock", "unix:///b.sock"],
      },
    });

    expect(only(declared, CONTAINER).props.envs).toEqual([
      "CADDY_DOCKER_LABEL_PREFIX=caddy",
      "CADDY_DOCKER_LOG_LEVEL=DEBUG",
      "CADDY_DOCKER_POLLING_INTERVAL=5s",
      "CADDY_DOCKER_PROCESS_CADDYFILE=false",
      "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS=true",
      "CADDY_DOCKER_SOCKETS=unix:///a.sock,unix:///b.sock",
      "CADDY_INGRESS_NETWORKS=proxy_net",
    ]);
  });

  test("makes the plugin try each site when its prefix is the shared one", async () => {
    const { declared } = await declare({ labelPrefix: "caddy", hardened: false });

    expect(only(declared, CONTAINER).props.envs).toEqual([
      "CADDY_DOCKER_LABEL_PREFIX=caddy",
      "CADDY_DOCKER_PROCESS_CADDYFILE=true",
      "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS=true",
      "CADDY_INGRESS_NETWORKS=proxy_net",
    ]);
  });

  test("limits both, and makes the server own the folders that it writes", async () => {
    const { declared } = await declare({ limits: { memory: 2048 } });

    expect(declared.filter(({ type }) => type === PREPARED)).toEqual([
      {
        type: PREPARED,
        name: "caddy-prepared",
        props: {
          docker: resolveDockerHost(),
          container: "caddy-id",
          memory: 2048,
          processes: 1024,
          user: 65532,
          folders: ["/data", "/config/caddy"],
          files: {},
        },
        opts: { parent: "caddy" },
      },
      {
        type: PREPARED,
        name: "caddy-controller-prepared",
        props: {
          docker: resolveDockerHost(),
          container: "caddy-controller-id",
          memory: 256,
          processes: 256,
          folders: [],
          files: {},
        },
        opts: { parent: "caddy" },
      },
    ]);
  });

  test("keeps secrets on a volume of the server, and nowhere else", async () => {
    const acme = { email: "ops@example.com", dns: { provider: "cloudflare", token: "canary" } };
    const image = { reference: "caddy:1", modules: ["dns.providers.cloudflare"] };
    const { declared } = await declare({ image, tls: { mode: TlsMode.Acme, acme } });

    const named = (name: string) => declared.find((each) => each.name === name)?.props;
    expect(named("caddy-prepared")?.files).toEqual({ "/run/secrets/dns-token": "canary" });
    expect(containerOf(declared, "caddy").props.volumes).toContainEqual({
      containerPath: "/run/secrets",
      volumeName: "caddy-secrets-auto",
    });
    expect(named("caddy-validation")?.files).toEqual({ "/run/secrets/dns-token": "canary" });
    const others = declared.filter(({ type }) => type !== PREPARED && type !== VALIDATION);
    expect(JSON.stringify(others)).not.toContain("canary");
  });

  test("applies the log settings to the configuration that the server gets, too", async () => {
    const settings = { logLevel: LogLevel.Warn };
    const { declared } = await declare({ labelPrefix: "edge", settings });

    const server = containerOf(declared, "caddy");
    expect(server.props.envs).toContain("CADDY_DOCKER_LOG_LEVEL=WARN");
    expect(labelsOf(server)).toMatchObject({ "edge.log.level": "WARN" });
  });

  test.each<[string, Partial<CaddyProxyArgs>, string]>([
    [
      "when hardened on the host's network",
      { hardened: true, publish: Publish.HostNetwork },
      'hardened must be left out where publish is "host-network": on the Docker host\'s own network ' +
        "any other program could reach the administration API that a controller needs, got true.",
    ],
    [
      "with a mode, which its containers decide",
      { settings: { mode: CaddyMode.Server } },
      "settings.mode must be left out where the proxy is a server and a controller, which have their " +
        'own; hardened: false gives one container, got "server".',
    ],
    [
      "with a way to Docker that its controller lacks",
      { settings: { dockerSockets: ["tcp://socket-proxy:2375"] } },
      'settings.dockerSockets must be sockets, "unix://…": the controller has no network but its own; ' +
        'hardened: false gives one container, got ["tcp://socket-proxy:2375"].',
    ],
    [
      "without the API that its controller needs",
      { routing: { global: [globalOption("admin", "off")] } },
      "routing.global must not have the option admin, since the controller reaches the server by that " +
        "API. Leave it out, or set hardened: false.",
    ],
    [
      "with limits of a missing controller",
      { hardened: false, controllerLimits: { memory: 64 } },
      'controllerLimits must be left out where there is no controller: see hardened, got {"memory":64}.',
    ],
    [
      "with a log where it can't write",
      { accessLog: { file: { path: "/var/log/access.log" } } },
      "accessLog.file.path must be below /data/, all that a hardened proxy can write; hardened: false " +
        'of CaddyProxy gives one container, got "/var/log/access.log".',
    ],
    [
      "with directories that it can't mount",
      {
        directories: ["srv", "/srv/", "/srv/../a", "/", "/etc", "/data/shop", "/run", "/a:b"],
      },
      `8 problems
  - directories[0] must be the absolute path of a directory on the Docker host, such as "/srv/app", without ":", ".." and a "/" at its end, got "srv".
  - directories[1] must be the absolute path of a directory on the Docker host, such as "/srv/app", without ":", ".." and a "/" at its end, got "/srv/".
  - directories[2] must be the absolute path of a directory on the Docker host, such as "/srv/app", without ":", ".." and a "/" at its end, got "/srv/../a".
  - directories[3] must be the absolute path of a directory on the Docker host, such as "/srv/app", without ":", ".." and a "/" at its end, got "/".
  - directories[4] must not hide or share /etc/ssl of the proxy's container, got "/etc".
  - directories[5] must not hide or share /data of the proxy's container, got "/data/shop".
  - directories[6] must not hide or share /run/secrets of the proxy's container, got "/run".
  - directories[7] must be the absolute path of a directory on the Docker host, such as "/srv/app", without ":", ".." and a "/" at its end, got "/a:b".`,
    ],
    [
      "with a directory twice",
      { directories: ["/srv/app", "/srv/app"] },
      'directories must not name a directory twice, got ["/srv/app","/srv/app"].',
    ],
    [
      "with Docker's socket in a directory",
      { directories: ["/var/run", "/srv/docker"], dockerSocket: "/srv/docker/docker.sock" },
      `2 problems
  - directories[0] must not have /var/run/docker.sock in it: Docker's socket gives root on the Docker host, got "/var/run".
  - directories[1] must not have /srv/docker/docker.sock in it: Docker's socket gives root on the Docker host, got "/srv/docker".`,
    ],
    [
      "with an invalid limit",
      { limits: { memory: 0.5 } },
      "limits.memory must be an integer of at least 16, in megabytes, got 0.5.",
    ],
  ])("is refused %s", (_what, more, message) => {
    const args = { network: new ProxyNetwork("net"), ...more };

    expect(() => new CaddyProxy("caddy", args)).toThrow(`CaddyProxy "caddy": ${message}`);
  });

  test("is done when the proxy has loaded its configuration", async () => {
    const { declared } = await declare();

    expect(only(declared, RELOAD)).toEqual({
      type: RELOAD,
      name: "caddy-reload",
      props: {
        docker: resolveDockerHost(),
        name: "gatehouse/test/caddy",
        proxy: "caddy-id",
        controller: "caddy-controller-id",
        containers: ["caddy-id", "caddy-controller-id"],
        readyTimeout: 30,
      },
      opts: { parent: "caddy", aliases: [{ name: "caddy-route", type: ROUTE }] },
    });
  });

  test("on the host's network publishes nothing, and overlaps with its successor", async () => {
    const { declared } = await declare({
      publish: Publish.HostNetwork,
      address: "192.0.2.7",
      labelPrefix: "edge",
    });

    expect(only(declared, CONTAINER)).toEqual({
      type: CONTAINER,
      name: "caddy",
      props: {
        image: "sha256:caddy-image",
        networkMode: "host",
        envs: [
          "CADDY_ADMIN=off",
          "CADDY_DOCKER_LABEL_PREFIX=edge",
          "CADDY_DOCKER_PROCESS_CADDYFILE=false",
          "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS=true",
          "CADDY_INGRESS_NETWORKS=proxy_net",
        ],
        labels: [
          { label: "gatehouse.owner", value: "gatehouse/test" },
          { label: "edge.default_bind", value: "192.0.2.7" },
          { label: "edge.shutdown_delay", value: "3s" },
          { label: "edge_0", value: "http://" },
          { label: "edge_0.respond", value: "404" },
        ],
        ports: [],
        volumes: [
          { containerPath: "/data", volumeName: "caddy-data-auto" },
          { containerPath: "/config", volumeName: "caddy-config-auto" },
          { containerPath: "/var/run/docker.sock", hostPath: "/var/run/docker.sock" },
        ],
        readOnly: true,
        capabilities: { drops: ["ALL"], adds: ["CAP_DAC_OVERRIDE", "CAP_NET_BIND_SERVICE"] },
        securityOpts: ["no-new-privileges:true"],
        restart: "always",
        destroyGraceSeconds: 30,
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
      },
      opts: {
        parent: "caddy",
        dependsOn: ["caddy-validation"],
        deleteBeforeReplace: false,
        replaceOnChanges: ["healthcheck", "tmpfs", "init"],
        ignoreChanges: ["memory", "memorySwap", "cpus"],
      },
    });
  });

  test("refuses a fixed name when two proxies overlap", () => {
    const network = new ProxyNetwork("net");
    const args = { network, publish: Publish.HostNetwork, containerName: "edge" };

    expect(() => new CaddyProxy("caddy", args)).toThrow(
      'CaddyProxy "caddy": containerName must be left out where publish is "host-network": ' +
        'two proxies overlap in an upgrade, got "edge".',
    );
  });

  test("refuses an unknown way to publish", () => {
    const args = { network: new ProxyNetwork("net"), publish: "tunnel" as Publish };

    expect(() => new CaddyProxy("caddy", args)).toThrow(
      'CaddyProxy "caddy": publish must be one of ports, host-network, got "tunnel".',
    );
  });

  test("names every mistake of its arguments at once", () => {
    const args = {
      network: new ProxyNetwork("net"),
      address: "localhost",
      httpPort: 0,
      data: { directory: "certs" },
      settings: { pollingInterval: "5" },
    };

    expect(() => new CaddyProxy("caddy", args)).toThrow(
      [
        'CaddyProxy "caddy": 4 problems',
        '  - address must be one IP address, such as "127.0.0.1" or "0.0.0.0", got "localhost".',
        "  - httpPort must be an integer from 1 to 65535, got 0.",
        '  - data.directory must be an absolute path on the Docker host, such as "/srv/caddy" or "C:\\\\caddy", got "certs".',
        '  - settings.pollingInterval must be a duration with its unit, such as "30s" or "100ms", got "5".',
      ].join("\n"),
    );
  });

  test("refuses ACME without an account", () => {
    const network = new ProxyNetwork("net");

    expect(() => new CaddyProxy("caddy", { network, tls: { mode: TlsMode.Acme } })).toThrow(
      'CaddyProxy "caddy": tls.acme is needed where tls.mode is "acme": { email: "ops@example.com" }, got nothing.',
    );
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import { readYaml } from "../../components/schema/yaml";
import { parseStackFile } from "../../program";
import { useMocks } from "../support/record";

beforeAll(() => useMocks("dev"));

describe("the settings of a stack", () => {
  test("have a default for everything", () => {
    expect(parseStackFile({}).settings).toEqual({
      mode: "containers",
      network: "proxy_net",
      proxy: { address: "127.0.0.1", httpPort: 80, httpsPort: 443, hardened: true },
      tls: "internal",
      protect: false,
      images: {},
    });
  });

  test("prefer a configured image to one of the toolchain", () => {
    const local = { caddy: "local/caddy:1", whoami: "local/whoami:1" };

    expect(
      parseStackFile({ images: { caddy: "mirror.example.com/caddy:2" } }, local).settings.images,
    ).toEqual({
      caddy: "mirror.example.com/caddy:2",
      whoami: "local/whoami:1",
    });
  });

  test("have the image built, from the mirror and instead of one of the toolchain", () => {
    const modules = ["github.com/mholt/caddy-l4@v0.1.2"];
    const config = {
      proxy: { build: { modules } },
      registry: { mirror: "registry.example.com/mirror" },
    };
    const { args } = parseStackFile(config, { caddy: "gatehouse.local/caddy:1" });

    expect(args.image).toEqual({ modules, mirror: "registry.example.com/mirror" });
    expect(args.proxy.image).toBeUndefined();
    expect(parseStackFile({}).args.image).toBeUndefined();
  });

  test("are refused with every mistake at once: path, value and rule", () => {
    const config = {
      network: "proxy net",
      proxy: {
        address: "0.0.0.0,::",
        httpPort: "eighty",
        httpsPort: 99999,
        labelPrefix: "Caddy",
        data: { volume: "a1", directory: "/srv" },
        caddy: { logLevel: "LOUD", pollingIntervall: "5s" },
      },
      tls: "selfsigned",
      acme: { email: "ops" },
      whoami: { hosts: [], replicas: 0 },
      images: { caddy: "Not An Image" },
    };

    expect(() => parseStackFile(config)).toThrow(
      [
        "Pulumi.dev.yaml: 13 problems",
        '  - gatehouse:network must be a Docker name: letters, digits, "_", "." and "-", two characters at least, a letter or digit first, got "proxy net".',
        '  - gatehouse:proxy.address must be one IP address: Docker\'s provider would replace a container that is published on two at each update, got "0.0.0.0,::".',
        '  - gatehouse:proxy.httpPort must be an integer from 1 to 65535, got "eighty".',
        "  - gatehouse:proxy.httpsPort must be an integer from 1 to 65535, got 99999.",
        '  - gatehouse:proxy.labelPrefix must be lower-case letters and digits, with single "." or "-" between them, got "Caddy".',
        '  - gatehouse:proxy.data must be either { volume: "<name>" } or { directory: "<absolute path>" }, got {"volume":"a1","directory":"/srv"}.',
        '  - gatehouse:proxy.caddy.logLevel must be one of DEBUG, INFO, WARN, ERROR, got "LOUD".',
        "  - gatehouse:proxy.caddy.pollingIntervall is not a setting of Caddy Docker Proxy. Did you mean pollingInterval? Known: admin, caddyfilePath, controllerNetwork, dockerApiVersions, dockerCertsPaths, dockerSockets, envFile, eventThrottleInterval, logFormat, logLevel, mode, noScope, pollingInterval, processCaddyfile, proxyServiceTasks, scanStoppedContainers.",
        '  - gatehouse:tls must be one of internal, acme, files, off, got "selfsigned".',
        '  - gatehouse:acme.email must be an e-mail address, such as "ops@example.com", got "ops".',
        "  - gatehouse:whoami.hosts must name at least one host, got [].",
        "  - gatehouse:whoami.replicas must be an integer from 1 to 100, got 0.",
        '  - gatehouse:images.caddy must be an image reference, such as "traefik/whoami:v1.11.0@sha256:…", got "Not An Image".',
      ].join("\n"),
    );
  });

  test("are refused for an unknown key, with the known keys", () => {
    expect(() => parseStackFile({ netwrok: "proxy_net" })).toThrow(
      "Pulumi.dev.yaml: gatehouse:netwrok is not a setting of gatehouse. Did you mean network? Known: acme, certificate, host, images, mode, network, portal, protect, proxy, registry, releases, tls, toxiproxy, whoami.",
    );
  });

  test.each([
    [
      { registry: { mirror: "https://registry.example.com", username: "ops" } },
      [
        "2 problems",
        '  - gatehouse:registry.mirror must be a registry and a path on it, without "https://", such as "registry.example.com/mirror", got "https://registry.example.com".',
        "  - gatehouse:registry.password is needed where gatehouse:registry.username is set.",
      ].join("\n"),
    ],
    [
      { registry: { mirror: "registry.example.com", password: "canary" } },
      "gatehouse:registry.username is needed where gatehouse:registry.password is set, got nothing.",
    ],
    [
      { registry: { mirror: "registry.example.com", username: "ops", password: 1234 } },
      "gatehouse:registry.password must be a non-empty string (its value is a secret and not shown).",
    ],
    [
      { registry: "canary" },
      "gatehouse:registry must be an object with mirror, password, username.",
    ],
    [
      { proxy: "caddy" },
      'gatehouse:proxy must be an object with accessLog, address, build, caddy, config, containerName, controllerLimits, data, directories, edge, hardened, httpPort, httpsPort, labelPrefix, limits, metrics, modules, proxyProtocol, tcpPorts, trustedProxies, got "caddy".',
    ],
    [
      {
        proxy: {
          build: { modules: ["github.com/mholt/caddy-l4"], mirror: "registry.example.com" },
        },
      },
      [
        "2 problems",
        '  - gatehouse:proxy.build.modules[0] must have an exact version, as in "github.com/mholt/caddy-l4@v1.2.3" (https://pkg.go.dev/github.com/mholt/caddy-l4?tab=versions lists them), got "github.com/mholt/caddy-l4".',
        "  - gatehouse:proxy.build.mirror is not a setting of the build. Known: goImage, modules, platform, repository.",
      ].join("\n"),
    ],
    [
      {
        proxy: { build: {}, modules: ["http.handlers.rate_limit"] },
        images: { caddy: "registry.example.com/caddy:1" },
      },
      [
        "2 problems",
        '  - gatehouse:images.caddy must be left out where gatehouse:proxy.build is set, which builds the image, got "registry.example.com/caddy:1".',
        "  - gatehouse:proxy.modules must be left out where gatehouse:proxy.build is set: the IDs are read from the image. Name Go modules in gatehouse:proxy.build.modules.",
      ].join("\n"),
    ],
    [
      { tls: "acme" },
      'gatehouse:acme is needed where gatehouse:tls is "acme": { email: "ops@example.com" }, got nothing.',
    ],
    [
      { proxy: { metrics: { port: 443 } } },
      "gatehouse:proxy.metrics.port must differ from httpPort and httpsPort, which are published, got 443.",
    ],
    [
      { tls: "files" },
      'gatehouse:certificate is needed where gatehouse:tls is "files": { directory: "/srv/certificates" }, got nothing.',
    ],
    [
      { acme: { email: "ops@example.com", externalAccount: { keyId: "kid-1" } } },
      "gatehouse:acme.externalAccount.macKey must be a non-empty string (its value is a secret and not shown).",
    ],
    [
      { toxiproxy: { hosts: ["toxic.localhost"] } },
      "gatehouse:whoami is needed where gatehouse:toxiproxy.hosts is set, which lead to it, got nothing.",
    ],
    [
      {
        whoami: { hosts: ["who.localhost"] },
        toxiproxy: { hosts: ["toxic.localhost", "who.localhost"], apiPort: 443 },
      },
      [
        "2 problems",
        '  - gatehouse:toxiproxy.hosts must differ from gatehouse:whoami.hosts, got ["toxic.localhost","who.localhost"].',
        "  - gatehouse:toxiproxy.apiPort must differ from the ports of its entry point, got 443.",
      ].join("\n"),
    ],
    [
      {
        whoami: {
          hosts: ["who.localhost"],
          faults: { toxics: [{ latency: { latency: "soon" } }] },
        },
        toxiproxy: { toxics: [{ down: true }] },
      },
      [
        "2 problems",
        '  - gatehouse:whoami.faults.toxics[0].latency.latency must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got "soon".',
        "  - gatehouse:toxiproxy.toxics[0].down is not a toxic. Write `down: true` beside the toxics: the proxy then refuses connections, and the toxics stay.",
      ].join("\n"),
    ],
    [
      {
        whoami: { hosts: ["who.localhost"], faults: {} },
      },
      "gatehouse:toxiproxy is needed where gatehouse:whoami.faults is set, which run through it, got nothing.",
    ],
    [
      {
        proxy: { httpPort: 99999, httpsPort: 99999 },
        tls: "acme",
        acme: { email: "ops" },
        images: { caddy: "caddy:2" },
        whoami: {
          hosts: ["who.example.com"],
          faults: { toxics: [{ slowClose: { delay: "1s" } }, { slowClose: { delay: "2s" } }] },
        },
        toxiproxy: {},
      },
      [
        "4 problems",
        "  - gatehouse:proxy.httpPort must be an integer from 1 to 65535, got 99999.",
        "  - gatehouse:proxy.httpsPort must be an integer from 1 to 65535, got 99999.",
        '  - gatehouse:acme.email must be an e-mail address, such as "ops@example.com", got "ops".',
        '  - gatehouse:whoami.faults.toxics[1].name must differ from the name of faults.toxics[0], got "slow_close_downstream". The default is made of kind and stream; give one of them a name.',
      ].join("\n"),
    ],
    [
      { tls: "acme", acme: { email: "ops@example.com" }, whoami: { hosts: ["whoami.local"] } },
      'gatehouse:whoami.hosts[0] must be a name in public DNS where a public CA certifies it, got "whoami.local". Write tls: "internal", or give the entry point\'s ACME account the "ca" of a server of your own.',
    ],
    [
      { proxy: { modules: ["http.handlers.cache"], hardened: false, controllerLimits: {} } },
      "gatehouse:proxy.controllerLimits must be left out where there is no controller: see hardened, got {}.",
    ],
    [
      { toxiproxy: { toxics: [{ resetPeer: {} }] } },
      "gatehouse:toxiproxy.hosts is needed where gatehouse:toxiproxy.toxics is set, the faults of their way to whoami, got nothing.",
    ],
    [
      { proxy: { address: "0.0.0.0" }, portal: { hosts: ["portal.localhost"] } },
      'gatehouse:portal must have basicAuth, forwardAuth or clientAuth, since the entry point is published on 0.0.0.0: everybody could read which services, images and faults there are. Write basicAuth: { users: ["ops"] }.',
    ],
    [
      { portal: { hosts: ["portal"], basicAuth: { users: [] }, path: "/" } },
      [
        "2 problems",
        '  - gatehouse:portal.basicAuth.users must be an array such as ["ops"], got [].',
        "  - gatehouse:portal.path is not a setting of the portal. Known: basicAuth, clientAuth, forwardAuth, hosts, tls.",
      ].join("\n"),
    ],
    [
      { proxy: { httpPort: 8443, httpsPort: 8443 } },
      "gatehouse:proxy.httpsPort must differ from httpPort, got 8443.",
    ],
  ])("are refused when they contradict each other: %j", (config, message) => {
    expect(() => parseStackFile(config)).toThrow(`Pulumi.dev.yaml: ${message}`);
  });
});

test("a refusal has the lines of the stack's file", () => {
  const text = "config:\n  gatehouse:netwrok: a\n  gatehouse:proxy:\n    httpPort: eighty\n";
  const { value, line } = readYaml(text, "Pulumi.dev.yaml");
  const { config } = value as { config: Record<string, unknown> };
  const settings = Object.fromEntries(
    Object.entries(config).map(([key, each]) => [key.replace("gatehouse:", ""), each]),
  );
  const lineOf = (path: readonly string[]) => line(["config", ...path]);

  expect(() => parseStackFile(settings, {}, [], lineOf)).toThrow(
    [
      "Pulumi.dev.yaml: 2 problems",
      '  - line 4: gatehouse:proxy.httpPort must be an integer from 1 to 65535, got "eighty".',
      "  - line 2: gatehouse:netwrok is not a setting of gatehouse. Did you mean network? Known: ",
    ].join("\n"),
  );
  expect(() => parseStackFile({ netwrok: "a" }, {}, [], lineOf)).toThrow(
    "Pulumi.dev.yaml:2: gatehouse:netwrok is not a setting of gatehouse.",
  );
});

import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxyNetwork,
  ToxicPath,
  Toxiproxy,
  Whoami,
} from "../../components";
import { useMocks } from "../support/record";

beforeAll(() => useMocks());

const network = () => new ProxyNetwork("net");
const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", { network: network(), labelPrefix: "caddy", ...args });
const usual = { image: "shop:1", port: 8080, hosts: ["shop.localhost"] };
const service = (args: object, name = "shop") =>
  new ProxiedService(name, { entry: entryPoint(), ...usual, ...args } as ProxiedServiceArgs);

/** The whole message of the error. */
function said(make: () => unknown): string {
  try {
    make();
    return "nothing is thrown";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const IMAGE = 'must be an image reference, such as "traefik/whoami:v1.11.0@sha256:…"';
const VARIABLE =
  'must be a string or an output: write "8080", not 8080 (its value may be a secret and is not shown).';

describe("arguments that no type allows", () => {
  test("are reported all at once, and no message shows a variable's value", () => {
    const wrong = {
      image: undefined,
      port: "8080",
      hosts: "shop.localhost",
      environment: { PORT: 8080, DATABASE: undefined },
      canary: { image: undefined, weight: 10 },
    };

    expect(() => service(wrong)).toThrow(
      [
        'ProxiedService "shop": 6 problems',
        '  - port must be an integer from 1 to 65535, got "8080".',
        '  - hosts must be an array of domain names, such as ["shop.example.com"], got "shop.localhost".',
        `  - environment.PORT ${VARIABLE}`,
        `  - environment.DATABASE ${VARIABLE}`,
        `  - image ${IMAGE}, got nothing. Or write build: { context: "./shop" }.`,
        `  - canary.image ${IMAGE}, got nothing. Or write build: { context: "./shop" }.`,
      ].join("\n"),
    );
  });

  test.each([
    [() => service({ image: "A B" }), `ProxiedService "shop": image ${IMAGE}, got "A B".`],
    [
      () => service({ entry: undefined }),
      'ProxiedService "shop": entry must be a CaddyProxy, such as new CaddyProxy("caddy", { network }), got nothing.',
    ],
    [
      () => service({ entry: network() }),
      'ProxiedService "shop": entry must be a CaddyProxy, such as new CaddyProxy("caddy", { network }), got a ProxyNetwork.',
    ],
    [
      () => new CaddyProxy("caddy", {} as CaddyProxyArgs),
      'CaddyProxy "caddy": network must be a ProxyNetwork, such as new ProxyNetwork("proxy_net"), got nothing.',
    ],
    [
      () => entryPoint({ image: { reference: "A B" } }),
      `CaddyProxy "caddy": image.reference ${IMAGE}, got "A B".`,
    ],
    [
      () => new ToxicPath("db", { through: undefined as never, upstream: "db:1" }),
      'ToxicPath "db": through must be a Toxiproxy, such as new Toxiproxy("toxiproxy", { entry }), got nothing.',
    ],
    [
      () => new Toxiproxy("toxiproxy", undefined as never),
      'Toxiproxy "toxiproxy": args must be an object with allowInProduction, apiPort, containerName, entry, image, limits, got nothing.',
    ],
    [
      () => new Whoami("whoami", null as never),
      'Whoami "whoami": args must be an object with ' +
        "capabilities, command, containerName, devices, dns, dnsOptions, dnsSearch, entry, entrypoint, envFile, " +
        "environment, extraHosts, files, gpus, groupAdd, hostname, hosts, image, init, labels, labelsOn, logging, " +
        "networks, ports, privileged, replicas, restart, secrets, shmSize, stopSignal, sysctls, tls, ulimits, " +
        "user, volumes, workingDir, got null.",
    ],
  ])("give one message: %#", (make, message) => {
    expect(said(make)).toBe(message);
  });

  test("may be outputs", () => {
    const later = { image: pulumi.output("shop:1"), environment: { A: pulumi.secret("1") } };

    expect(service(later).urls).toEqual(["https://shop.localhost"]);
  });
});

describe("a fixed container name", () => {
  const refused = (wanted: string, owner: string, containerName = wanted) =>
    `containerName must not name a container "${wanted}", as ${owner} does on the same Docker host, ` +
    `got "${containerName}". Choose another name.`;
  const other = (entry: CaddyProxy, args: object) =>
    service({ entry, hosts: ["other.localhost"], ...args }, "other");

  test.each([
    [{ containerName: "shop" }, { containerName: "shop" }, "shop"],
    [{ containerName: "shop", replicas: 2 }, { containerName: "shop-2" }, "shop-2"],
    [
      { containerName: "shop", canary: { image: "shop:2", weight: 10 } },
      { containerName: "shop-canary" },
      "shop-canary",
    ],
  ])("of a service with %j can't be another's with %j", (one, two, wanted) => {
    const entry = entryPoint();
    service({ entry, ...one });

    expect(said(() => other(entry, two))).toBe(
      `ProxiedService "other": ${refused(wanted, 'ProxiedService "shop"')}`,
    );
  });

  test.each(["edge", "edge-controller"])(
    "of the proxy's containers, %s, can't be a service's",
    (wanted) => {
      const entry = entryPoint({ containerName: "edge" });

      expect(said(() => other(entry, { containerName: wanted }))).toBe(
        `ProxiedService "other": ${refused(wanted, 'CaddyProxy "caddy"')}`,
      );
    },
  );

  test("of Toxiproxy can't be a proxy's, and a service's can't be Toxiproxy's", () => {
    const entry = entryPoint();
    new Toxiproxy("toxiproxy", { entry, containerName: "toxic" });
    service({ entry, containerName: "shop" });

    expect(
      said(() => new CaddyProxy("two", { network: entry.network, containerName: "toxic" })),
    ).toBe(`CaddyProxy "two": ${refused("toxic", 'Toxiproxy "toxiproxy"')}`);
    expect(said(() => new Toxiproxy("toxics", { entry, containerName: "shop" }))).toBe(
      `Toxiproxy "toxics": ${refused("shop", 'ProxiedService "shop"')}`,
    );
  });

  test("may be the same on another Docker host", () => {
    service({ containerName: "shop" });

    expect(() => service({ containerName: "shop" }, "other")).not.toThrow();
  });
});

describe("DOCKER_CONTEXT=default", () => {
  test("is refused before the Docker provider fails for each resource", () => {
    const before = process.env.DOCKER_CONTEXT;
    process.env.DOCKER_CONTEXT = "default";
    try {
      expect(network).toThrow(
        /^ProxyNetwork "net": DOCKER_CONTEXT is "default", which .* Unset DOCKER_CONTEXT\./,
      );
    } finally {
      if (before === undefined) delete process.env.DOCKER_CONTEXT;
      else process.env.DOCKER_CONTEXT = before;
    }
  });
});

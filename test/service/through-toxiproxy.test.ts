import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  LabelsOn,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxyNetwork,
  type ServiceFaults,
  ToxicPath,
  Toxiproxy,
} from "../../components";
import { reverseProxy, site, upstreams } from "../../components/labels";
import { only, ROUTE, record, TOXIC, TOXIC_PROXY, useMocks } from "../support/record";

beforeAll(() => useMocks());

const entryPoint = () =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy" });

function shop(
  faults: Omit<ServiceFaults, "through"> | undefined,
  args: Partial<ProxiedServiceArgs> = {},
) {
  return record((opts) => {
    const entry = entryPoint();
    const through = new Toxiproxy("toxiproxy", { entry });
    const usual = { entry, image: "shop:1", port: 8080, hosts: ["shop.localhost"] };
    const given = { ...usual, faults: faults && { through, ...faults }, ...args };
    return new ProxiedService("shop", given, opts);
  });
}

/** The problems of a service, without the first line where there are several. */
function refusal(args: Partial<ProxiedServiceArgs>, faults: object = {}): string {
  const entry = entryPoint();
  const through = new Toxiproxy("toxiproxy", { entry });
  const usual = { entry, image: "shop:1", port: 8080, hosts: ["shop.localhost"] };
  try {
    new ProxiedService("shop", { ...usual, faults: { through, ...faults }, ...args });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it is not refused");
}

const upstreamsOf = (labels: unknown) =>
  Object.entries(labels as Record<string, string>).filter(([key]) =>
    /reverse_proxy(\.to)?$/.test(key),
  );

describe("a service with faults", () => {
  test("has a route through Toxiproxy, which leads to its container once that is ready", async () => {
    const { declared } = await shop({ toxics: [{ latency: { latency: "1s" } }] });
    const proxy = only(declared, TOXIC_PROXY);
    const route = only(declared, ROUTE);

    expect(proxy.props).toMatchObject({
      name: "shop",
      upstream: "shop-auto:8080",
      enabled: true,
      container: "shop-id",
    });
    expect(only(declared, TOXIC).name).toBe("shop-latency_downstream");
    expect(upstreamsOf(route.props.labels)).toEqual([
      ["caddy.reverse_proxy.to", `toxiproxy.test.gatehouse:${proxy.props.port}`],
    ]);
    expect(route.props).toMatchObject({ releases: {}, probes: [] });
    expect(route.opts).toEqual({
      parent: "shop",
      dependsOn: ["caddy-reload", "shop", "shop-latency_downstream"],
    });
  });

  test("bypasses Toxiproxy without faults", async () => {
    const { declared } = await shop(undefined);

    expect(declared.filter(({ type }) => type === TOXIC_PROXY)).toEqual([]);
    expect(upstreamsOf(only(declared, ROUTE).props.labels)).toEqual([
      ["caddy.reverse_proxy.to", "{file./config/gatehouse/shop/1}.proxy_net:8080"],
    ]);
  });

  test("must answer while its path has no toxic", async () => {
    const { declared } = await shop({});

    expect(only(declared, ROUTE).props.probes).toHaveLength(1);
  });

  test("has a proxy for each container, release and port", async () => {
    const { declared } = await shop(
      { down: true },
      {
        replicas: 2,
        canary: { image: "shop:2", weight: 10 },
        routes: [{ path: "/admin/*", port: 9090 }],
        sites: [site("other.localhost", reverseProxy(upstreams(7070)))],
      },
    );
    const proxies = declared.filter(({ type }) => type === TOXIC_PROXY).map(({ props }) => props);

    expect(proxies.map(({ name, upstream, enabled }) => `${name} ${upstream} ${enabled}`)).toEqual(
      [8080, 9090, 7070].flatMap((port) => {
        const suffix = port === 8080 ? "" : `-port-${port}`;
        return [
          `shop${suffix} shop-auto:${port} false`,
          `shop-2${suffix} shop-2-auto:${port} false`,
          `shop-canary${suffix} shop-canary-auto:${port} false`,
        ];
      }),
    );
  });

  test("is refused with wrong toxics, another entry point's server, and a port of its health check", () => {
    const other = new Toxiproxy("other", { entry: entryPoint() });

    expect(
      refusal({ health: { path: "/up", port: 81 } }, { through: other, toxics: [{ loss: {} }] }),
    ).toMatch(
      new RegExp(
        [
          '^ProxiedService "shop": 3 problems',
          "  - faults\\.toxics\\[0\\]\\.loss is not a toxic of Toxiproxy 2\\.12\\.0, a TCP proxy that sees no packets\\. .*",
          "  - faults\\.through must be a Toxiproxy behind the same entry point, whose network it is reached on\\.",
          "  - health\\.port must be left out where there are faults, got 81: paths through Toxiproxy lead to the ports of routes\\.$",
        ].join("\\n"),
      ),
    );
  });

  test("is refused with a port of its health check that can't become a string", () => {
    const health = { path: "/healthz", port: { toString: [] } as unknown as number };

    expect(refusal({ health })).toBe(
      'ProxiedService "shop": health.port must be an integer from 1 to 65535, got {"toString":[]}.',
    );
  });

  test("is refused with its labels on its containers", () => {
    expect(refusal({ labelsOn: LabelsOn.Container })).toBe(
      'ProxiedService "shop": faults must be left out where labelsOn is container: its labels name ' +
        'the container itself. Write labelsOn: "route-holder".',
    );
  });

  test("is refused with a name that the server's API can't address", () => {
    const entry = entryPoint();
    const faults = { through: new Toxiproxy("toxiproxy", { entry }) };
    const args = { entry, image: "shop:1", port: 80, hosts: ["a.localhost"], faults };

    expect(() => new ProxiedService("shop/eu", args)).toThrow(
      'ProxiedService "shop/eu": wants the name "shop/eu" at Toxiproxy, which must be letters, digits, ' +
        '"_", "." and "-", a letter or digit first, 64 characters at most: it stands in the URLs of ' +
        "the server's API.",
    );
  });

  test("is refused if another path has its proxy's name", () => {
    const entry = entryPoint();
    const through = new Toxiproxy("toxiproxy", { entry });
    new ToxicPath("shop", { through, upstream: "db:5432" });
    const args = { entry, image: "shop:1", port: 80, hosts: ["a.localhost"], faults: { through } };

    expect(() => new ProxiedService("shop", args)).toThrow(
      'ProxiedService "shop": wants the name "shop" at Toxiproxy, which ToxicPath "shop" has. Rename one of them.',
    );
  });
});

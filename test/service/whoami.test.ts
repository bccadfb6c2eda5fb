import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  images,
  LabelsOn,
  ProxyNetwork,
  TlsMode,
  Whoami,
} from "../../components";
import {
  CONTAINER,
  IMAGE,
  labelsOf,
  only,
  PREPARED,
  ROUTE,
  record,
  useMocks,
} from "../support/record";

beforeAll(() => useMocks());

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy", ...args });

describe("Whoami", () => {
  test("is a proxied service with exactly the three usual labels", async () => {
    const { declared, value } = await record((opts) => {
      const hosts = ["whoami.localhost"];
      return new Whoami("whoami", { entry: entryPoint(), hosts, containerName: "whoami" }, opts);
    });

    expect(declared.map(({ type, name, opts }) => [type, name, opts.parent])).toEqual([
      ["gatehouse:index:Whoami", "whoami", undefined],
      ["gatehouse:index:ProxiedService", "whoami", "whoami"],
      [CONTAINER, "whoami", "whoami"],
      [PREPARED, "whoami-prepared", "whoami"],
      [ROUTE, "whoami-route", "whoami"],
      [IMAGE, `caddy/${images.whoami.replace(/@sha256:(.{12}).*/, "@$1")}`, undefined],
    ]);
    const container = only(declared, CONTAINER);
    expect(container.props.name).toBe("whoami");
    expect(labelsOf(container)).toEqual({
      caddy: "whoami.localhost",
      "caddy.reverse_proxy": "{{upstreams 80}}",
      "caddy.tls": "internal",
    });
    expect(only(declared, IMAGE).props.name).toBe(images.whoami);
    expect(value.service.urls).toEqual(["https://whoami.localhost"]);
  });

  test.each([LabelsOn.Container, LabelsOn.RouteHolder])(
    "with its labels on a %s is reached at each of its hosts",
    async (labelsOn) => {
      const { value } = await record((opts) => {
        const entry = entryPoint({ httpPort: 8080, tls: { mode: TlsMode.Off } });
        const hosts = ["*.a.localhost", "b.localhost"];
        return new Whoami("whoami", { entry, hosts, labelsOn }, opts);
      });

      expect(value.service.urls).toEqual(["http://*.a.localhost:8080", "http://b.localhost:8080"]);
    },
  );

  test("on a route-holder is like any other service", async () => {
    const { declared } = await record((opts) => {
      const labelsOn = LabelsOn.RouteHolder;
      return new Whoami("whoami", { entry: entryPoint(), hosts: ["a.localhost"], labelsOn }, opts);
    });

    expect(labelsOf(only(declared, CONTAINER))).toEqual({});
    expect(only(declared, ROUTE).props.releases).toEqual({ "whoami/1": "whoami-id" });
  });

  test("reports every mistake of its arguments at once", () => {
    const args = { entry: entryPoint(), hosts: ["https://a.localhost"], replicas: 0, image: "A B" };

    expect(() => new Whoami("whoami", args)).toThrow(
      [
        'Whoami "whoami": 3 problems',
        '  - hosts[0] is a URL; write the host alone, "a.localhost", got "https://a.localhost".',
        '  - image must be an image reference, such as "traefik/whoami:v1.11.0@sha256:…", got "A B".',
        "  - replicas must be an integer from 1 to 100, got 0.",
      ].join("\n"),
    );
  });

  test("is refused on a host that no public CA certifies", () => {
    const entry = entryPoint({ tls: { mode: TlsMode.Acme, acme: { email: "ops@example.com" } } });

    expect(() => new Whoami("whoami", { entry, hosts: ["whoami.localhost"] })).toThrow(
      'Whoami "whoami": hosts[0] must be a name in public DNS where a public CA certifies it, got "whoami.localhost". ' +
        'Write tls: "internal", or give the entry point\'s ACME account the "ca" of a server of your own.',
    );
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, images, ProxyNetwork, Whoami } from "../../components";
import { CONTAINER, IMAGE, labelsOf, only, record, useMocks } from "./record";

beforeAll(() => useMocks());

describe("Whoami", () => {
  test("is a proxied service with exactly the three labels people know", async () => {
    const { declared, value } = await record((opts) => {
      const entry = new CaddyProxy("caddy", { network: new ProxyNetwork("net") });
      const hosts = ["whoami.localhost"];
      return new Whoami("whoami", { entry, hosts, containerName: "whoami" }, opts);
    });

    expect(declared.map(({ type, name, opts }) => [type, name, opts.parent])).toEqual([
      ["gatehouse:index:Whoami", "whoami", undefined],
      ["gatehouse:index:ProxiedService", "whoami", "whoami"],
      [IMAGE, "whoami-image", "whoami"],
      [CONTAINER, "whoami", "whoami"],
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
});

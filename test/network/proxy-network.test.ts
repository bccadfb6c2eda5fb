import { beforeAll, describe, expect, test } from "vitest";
import { ProxyNetwork } from "../../components";
import { NETWORK, only, record, useMocks } from "../support/record";

beforeAll(() => useMocks());

describe("ProxyNetwork", () => {
  test("creates the network and labels it as the stack's own", async () => {
    const { declared } = await record((opts) => new ProxyNetwork("net", {}, opts));

    expect(only(declared, NETWORK)).toEqual({
      type: NETWORK,
      name: "net",
      props: {
        name: "proxy_net",
        labels: [{ label: "gatehouse.owner", value: "gatehouse/test" }],
      },
      opts: { parent: "net", deleteBeforeReplace: true },
    });
  });

  test("keeps managing a network with the stack's own label", async () => {
    const existing = { id: "abc", labels: { "gatehouse.owner": "gatehouse/test" } };
    const { declared } = await record((opts) => new ProxyNetwork("net", { existing }, opts));

    expect(only(declared, NETWORK).opts).toEqual({
      parent: "net",
      import: "abc",
      deleteBeforeReplace: true,
    });
  });

  test.each([
    ["made by hand", {}],
    ["made by another stack", { "gatehouse.owner": "gatehouse/prod" }],
    [
      "made by a stack of the same name in another backend",
      { "gatehouse.owner": "gatehouse/test", "gatehouse.stack": "0123456789abcdef" },
    ],
  ])("only reads a network that was %s", async (_, labels) => {
    const existing = { id: "abc", labels };
    const { value, declared } = await record((opts) => new ProxyNetwork("net", { existing }, opts));

    expect(only(declared, NETWORK)).toEqual({
      type: NETWORK,
      name: "net-adopted",
      props: {},
      opts: { parent: "net", id: "abc" },
    });
    await expect(new Promise((done) => value.networkId.apply(done))).resolves.toBe("abc");
  });

  test("protects its own network, and changes no other option", async () => {
    const existing = { id: "abc", labels: { "gatehouse.owner": "gatehouse/test" } };
    const args = { existing, protect: true };
    const { declared } = await record((opts) => new ProxyNetwork("net", args, opts));

    expect(only(declared, NETWORK).opts).toEqual({
      parent: "net",
      import: "abc",
      deleteBeforeReplace: true,
      protect: true,
    });
  });

  test("does not protect an adopted network", async () => {
    const args = { existing: { id: "abc", labels: {} }, protect: true };
    const { declared } = await record((opts) => new ProxyNetwork("net", args, opts));

    expect(only(declared, NETWORK).opts).toEqual({ parent: "net", id: "abc" });
  });

  test("refuses a protect that is not a boolean", () => {
    expect(() => new ProxyNetwork("net", { protect: "no" as never })).toThrow(
      'ProxyNetwork "net": protect must be true or false, got "no".',
    );
  });

  test("refuses a name that Docker would refuse", () => {
    expect(() => new ProxyNetwork("net", { networkName: "my network" })).toThrow(
      'ProxyNetwork "net": networkName must be a Docker name: letters, digits, "_", "." and "-", ' +
        'two characters at least, a letter or digit first, got "my network".',
    );
  });
});

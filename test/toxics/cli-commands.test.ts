import { describe, expect, test } from "vitest";
import { listedProxies, listedToxics } from "../../components/toxics/cli-commands";

describe("the output of toxiproxy-cli", () => {
  test("of list has a line for each proxy", () => {
    const output =
      "shop\t[::]:20001\tshop-1:8080\tenabled\t2\na b\tc\t127.0.0.1:20002\tx:1\tdisabled\t0\n";

    expect(listedProxies(output)).toEqual([
      { name: "shop", listen: "[::]:20001", upstream: "shop-1:8080", enabled: true, count: 2 },
      { name: "a b\tc", listen: "127.0.0.1:20002", upstream: "x:1", enabled: false, count: 0 },
    ]);
    expect(listedProxies("")).toEqual([]);
  });

  test("of inspect has the toxics, with numbers as Go prints them", () => {
    const output =
      "slow\ttype=latency\tstream=upstream\ttoxicity=0.30\tattributes=[\tjitter=0\tlatency=1e+06\t]\n" +
      "n\ttype=noop\tstream=downstream\ttoxicity=1.00\tattributes=[\t]\n";

    expect(listedToxics(output)).toEqual([
      {
        ...{ name: "slow", type: "latency", stream: "upstream", toxicity: 0.3 },
        attributes: { jitter: 0, latency: 1_000_000 },
      },
      { name: "n", type: "noop", stream: "downstream", toxicity: 1, attributes: {} },
    ]);
    expect(listedToxics("")).toEqual([]);
  });

  test("is refused when another version prints something else", () => {
    const message = "unexpected output, unlike that of version 2.12.0: Name: shop";

    expect(() => listedProxies("Name: shop\n")).toThrow(message);
    expect(() => listedToxics("Name: shop\n")).toThrow(message);
  });
});

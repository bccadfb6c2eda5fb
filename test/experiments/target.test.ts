import { describe, expect, test } from "vitest";
import {
  entryProblem,
  findIn,
  isLoopback,
  proxyOf,
  targetOf,
} from "../../components/experiments/target";

const outputs = {
  urls: ["https://shop.localhost", "https://toxic-shop.localhost:8443"],
  toxicUrls: ["https://toxic-shop.localhost:8443"],
  toxiproxyApi: "http://127.0.0.1:8474",
};

/** An error with exactly this message. */
const message = (text: string) => expect.objectContaining({ message: text }) as Error;

describe("a stack", () => {
  test("gets the load at its only URL through Toxiproxy", () => {
    expect(findIn("dev", outputs, undefined)).toEqual({
      url: "https://toxic-shop.localhost:8443",
      apiPort: 8474,
    });
  });

  test("gets the load at another of its URLs, with any path", () => {
    const url = "https://shop.localhost/cart?id=1";

    expect(findIn("dev", outputs, url).url).toBe(url);
  });

  test.each<[string, object, string | undefined, string]>([
    [
      "without Toxiproxy",
      { urls: outputs.urls },
      undefined,
      "has no Toxiproxy. Declare one in the program, or set gatehouse:toxiproxy in Pulumi.dev.yaml, and deploy it.",
    ],
    [
      "with two such URLs",
      { ...outputs, toxicUrls: outputs.urls },
      undefined,
      "must have exactly one URL through Toxiproxy, has: https://shop.localhost, https://toxic-shop.localhost:8443. Set url.",
    ],
    [
      "without such a URL",
      { ...outputs, toxicUrls: [] },
      undefined,
      "must have exactly one URL through Toxiproxy, has: none. Set url.",
    ],
    [
      "with a URL that is not its own",
      outputs,
      "https://shop.localhost:444/",
      'url must be one of the stack\'s, got "https://shop.localhost:444/". They are: https://shop.localhost, https://toxic-shop.localhost:8443.',
    ],
    [
      "with an API on another machine",
      { ...outputs, toxiproxyApi: "http://192.0.2.1:8474" },
      undefined,
      "Toxiproxy's API is at 192.0.2.1, which is not a loopback address. An experiment only loads and disturbs what is published on this machine: run it on the Docker host itself.",
    ],
  ])("%s is refused", (_, given, url, problem) => {
    expect(() => findIn("dev", given, url)).toThrow(message(`Stack dev: ${problem}`));
  });
});

describe("a proxy", () => {
  test("is the only one, or the named one", () => {
    expect(proxyOf(["shop"], undefined)).toBe("shop");
    expect(proxyOf(["shop", "api"], "api")).toBe("api");
  });

  test("is refused when none or several match", () => {
    expect(() => proxyOf(["shop", "api"], undefined)).toThrow(
      message("Toxiproxy: must have exactly one proxy, has: api, shop. Set proxy."),
    );
    expect(() => proxyOf([], "api")).toThrow(
      message('Toxiproxy: has no proxy "api". It has: none.'),
    );
  });
});

describe("a target", () => {
  test("is on a loopback address only", () => {
    expect(["127.0.0.1", "127.9.9.9", "::1"].map(isLoopback)).toEqual([true, true, true]);
    const others = ["0.0.0.0", "10.0.0.1", "127.example.com", "localhost", "::", "fe80::1", ""];
    expect(others.filter(isLoopback)).toEqual([]);
  });

  test.each(["unix:///run/docker.sock", "tcp://127.0.0.1:2375", "tcp://[::1]:2375"])(
    "is a loopback address of the local Docker host %s",
    (url) => {
      expect(entryProblem("::1", { url })).toBeUndefined();
      expect(entryProblem("192.0.2.1", { url })).toBe(
        "The entry point is at 192.0.2.1, which is not a loopback address. An experiment only loads " +
          "and disturbs what is published on this machine: run it on the Docker host itself.",
      );
    },
  );

  test.each(["tcp://build.example.com:2376", "ssh://me@build.example.com"])(
    "can't be a loopback address of the remote Docker host %s",
    (url) => {
      expect(entryProblem("127.0.0.1", { url })).toBe(
        "The entry point is on the loopback address of the Docker host build.example.com, not of " +
          "this machine. An experiment only loads and disturbs what is published on this machine: run " +
          "it on the Docker host itself.",
      );
    },
  );

  test("has its name, its host with the port, and the path of the load or of the URL", () => {
    const url = "https://shop.localhost:8443/a?b=c";
    const target = {
      address: "127.0.0.1",
      port: 8443,
      hostname: "shop.localhost",
      host: "shop.localhost:8443",
      path: "/a?b=c",
      secure: true,
    };

    expect(targetOf(url, "127.0.0.1", 8443, undefined)).toEqual(target);
    expect(targetOf("http://shop.localhost", "::1", 80, "/x")).toEqual({
      address: "::1",
      port: 80,
      hostname: "shop.localhost",
      host: "shop.localhost",
      path: "/x",
      secure: false,
    });
  });
});

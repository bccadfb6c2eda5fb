import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { RouteProps } from "../../../components/resources/route/props";
import { comparable, routeProvider } from "../../../components/resources/route/provider";

const props: RouteProps = {
  docker: { url: "unix:///var/run/docker.sock" },
  name: "gatehouse/dev/shop",
  proxy: "proxy-id",
  labels: { caddy: "shop.localhost", "caddy.respond": "hi" },
  files: {},
  containers: ["one", "two"],
  releases: { shop: "one", "shop-2": "two" },
  probes: [{ url: "https://shop.localhost", machine: "127.0.0.1" }],
  readyTimeout: 60,
  drain: 3,
};

describe("the comparison of a route", () => {
  test("ignores the order of keys, and the properties that Pulumi adds", () => {
    const { labels, releases, ...rest } = props;
    const turned = {
      __provider: "exports.handler = …",
      releases: { "shop-2": releases["shop-2"], shop: releases.shop },
      labels: { "caddy.respond": labels["caddy.respond"], caddy: labels.caddy, __defaults: [] },
      ...rest,
    } as unknown as RouteProps;

    expect(comparable(turned)).toBe(comparable(props));
  });

  test("ignores the way to the Docker host", () => {
    const remote = { ...props, docker: { url: "ssh://deploy@www.example.com" } };

    expect(comparable(remote)).toBe(comparable(props));
  });

  test("ignores the controller, since a new one reads the existing labels", () => {
    expect(comparable({ ...props, controller: "another" })).toBe(comparable(props));
  });

  test.each<[string, Partial<RouteProps>]>([
    ["a label", { labels: { caddy: "shop.localhost", "caddy.respond": "bye" } }],
    ["a password", { files: { "users/shop/ops-0": "hash" } }],
    ["a container", { containers: ["one", "three"] }],
    ["the order of containers", { containers: ["two", "one"] }],
    ["a release", { releases: { shop: "two", "shop-2": "one" } }],
    ["the proxy", { proxy: "another" }],
    ["the time to drain", { drain: 0 }],
  ])("finds a change of %s", (_what, change) => {
    expect(comparable({ ...props, ...change })).not.toBe(comparable(props));
  });
});

test("a route that waited for a certificate changes until its hosts answer", async () => {
  const server = createServer((_request, response) => response.end("up"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const probes = [{ url: `http://shop.localhost:${port}/`, machine: "127.0.0.1" }];
  const news = { ...props, probes };
  const olds = { ...news, uncertified: ["shop.localhost has no certificate yet."] };
  const changes = async () => (await routeProvider.diff?.("shop", olds, news))?.changes;
  const answering = await changes();
  await new Promise((done) => server.close(done));

  expect([answering, await changes()]).toEqual([false, true]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reachedAt, wantedLogs } from "../../../components/command/logs/sources";
import { readDeployed } from "../../../components/command/stack/deployed";
import { fakePulumi } from "../pulumi";

const STATE = readFileSync(join(__dirname, "../stack/state.json"), "utf8");

async function wanted(service?: string) {
  const { findPulumi } = fakePulumi({ "stack export": STATE });
  return wantedLogs(await readDeployed(await findPulumi(), "dev"), service);
}

test("the logs of a service are its containers' and its entry point's, for its hosts and names", async () => {
  const { sources, subject, aliases, proxies } = await wanted("shop");

  expect(sources.map(({ name, proxy }) => `${name} ${proxy}`)).toEqual([
    "shop-d2ad5a4 false",
    "shop-2-6bc122b false",
    expect.stringMatching(/^caddy-\w{7} true$/),
    expect.stringMatching(/^caddy-controller-\w{7} true$/),
  ]);
  expect(aliases).toEqual(["shop.dev.shop", "shop-canary.dev.shop"]);
  expect(proxies).toEqual(["caddy", "caddy-controller"]);
  expect(subject).toEqual({
    hosts: ["shop.localhost"],
    names: ["shop-d2ad5a4", "shop-2-6bc122b", "shop.dev.shop", "shop-canary.dev.shop"],
  });
});

test("the logs of a stack are those of all containers, whatever they are about", async () => {
  const { sources, subject } = await wanted();

  expect(subject).toBeUndefined();
  expect(sources.map(({ name }) => name.replace(/-\w{7}$/, ""))).toEqual([
    ...["labelled", "lines", "shop", "shop-2", "slow", "worker", "toxiproxy"],
    ...["caddy", "caddy-controller"],
  ]);
});

test("an unknown service is refused with the most similar one", async () => {
  await expect(wanted("shpo")).rejects.toThrow(
    'stack "dev" has no service "shpo". Did you mean shop?',
  );
});

test("the logs may be at another address of their one Docker host", async () => {
  const given = await wanted("shop");
  const { sources } = reachedAt(given, "tcp://shop.example.com:2376");
  const [first] = given.sources;
  const elsewhere = { ...given, sources: first ? [...sources, first] : [] };

  expect(new Set(sources.map(({ docker }) => docker.url))).toEqual(
    new Set(["tcp://shop.example.com:2376"]),
  );
  expect(() => reachedAt(elsewhere, "tcp://shop.example.com:2376")).toThrow(
    "--host is for one Docker host, and these logs are on several: tcp://shop.example.com:2376, " +
      "unix:///var/run/docker.sock.",
  );
});

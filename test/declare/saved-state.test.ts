import { expect, test } from "vitest";
import { containersOn } from "../../components/declare/saved-state";

const container = (id: string, provider: string) => ({
  ...{ id, name: `shop-${id}`, provider, image: "sha256:1", replaced: false },
});
const one = container("1", "default");
const two = container("2", "far");

test("with one Docker provider, every container of the state is on its host", () => {
  const state = {
    ids: new Set<string>(),
    containers: [one],
    hosts: new Map([["default", undefined]]),
  };

  expect(containersOn({ url: "unix:///var/run/docker.sock" }, state)).toEqual([one]);
});

test("with several, only those are whose provider names the host", () => {
  const hosts = new Map([
    ["default", undefined],
    ["far", "ssh://ops@far"],
  ]);
  const state = { ids: new Set<string>(), containers: [one, two], hosts };

  expect(containersOn({ url: "ssh://ops@far" }, state)).toEqual([two]);
  expect(containersOn({ url: "unix:///var/run/docker.sock" }, state)).toEqual([]);
});

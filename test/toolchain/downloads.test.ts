import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { forced, record, recorded, unreachable } from "../../toolchain/lib/downloads.mjs";
import { ownLocalDir } from "../support/local-dir";

const dir = ownLocalDir();

/** Answers by host: a host without a status is unreachable, one with "hangs" never answers. */
function fakeFetch(statuses: Record<string, number | "hangs">): typeof fetch {
  return (input, init) => {
    const status = statuses[new URL(String(input)).hostname];
    if (status === undefined) return Promise.reject(new TypeError("fetch failed"));
    if (status !== "hangs") return Promise.resolve(new Response(null, { status }));
    return new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  };
}

it("finds nothing missing if every vendor answers as usual", async () => {
  const fetch = fakeFetch({ "get.pulumi.com": 200, "registry-1.docker.io": 401, "ghcr.io": 401 });
  expect(await unreachable(fetch)).toEqual([]);
});

it("treats a block page, a silent host and an unknown host as missing", async () => {
  const fetch = fakeFetch({ "get.pulumi.com": 403, "registry-1.docker.io": "hangs" });
  expect(await unreachable(fetch, 20)).toEqual([
    "get.pulumi.com",
    "registry-1.docker.io",
    "ghcr.io",
  ]);
});

it("lets the environment force the choice", () => {
  expect(forced(undefined)).toBeUndefined();
  expect(forced("")).toBeUndefined();
  expect(forced("vendors")).toBe("vendors");
  expect(() => forced("mirror")).toThrow('must be "vendors" or "registries", got "mirror"');
});

it("empties a home only if it was filled the other way", () => {
  const plugins = path.join(dir(), "home", "plugins");
  record("registries");
  mkdirSync(plugins, { recursive: true });
  record("registries");
  expect(existsSync(plugins)).toBe(true);
  record("vendors");
  expect(existsSync(plugins)).toBe(false);
  expect(recorded()).toBe("vendors");
});

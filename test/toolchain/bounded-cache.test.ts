import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { goModule } from "../go-binary";

/* The handler runs in the real Caddy there; what it does to a small proxy: test/engine/built-image. */

test("the tests of the cache handler pass", { timeout: 900_000 }, async () => {
  const { stdout } = await promisify(execFile)("go", ["test", "-count=1", "./boundedcache"], {
    cwd: goModule("caddy"),
  });

  expect(stdout).toMatch(/^ok\s+gatehouse\/toolchain\/caddy\/boundedcache\s/);
});

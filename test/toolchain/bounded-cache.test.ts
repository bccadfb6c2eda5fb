import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { goModule } from "../go-binary";

/* Those tests run the handler in a real Caddy; test/engine/built-image tests its effect on a small proxy. */

test("the tests of the cache handler pass", { timeout: 900_000 }, async () => {
  const { stdout } = await promisify(execFile)("go", ["test", "-count=1", "./boundedcache"], {
    cwd: goModule("caddy"),
  });

  expect(stdout).toMatch(/^ok\s+gatehouse\/toolchain\/caddy\/boundedcache\s/);
});

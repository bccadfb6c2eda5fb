// The Caddy of the tests of modules: the package's own, with layer 4 and with modules that only the tests have.
import { spawnSync } from "node:child_process";
import { goModule } from "../../go-binary";
import { goImages } from "./go-image";

/** Layer 4, as `BuiltCaddyImage` names it. */
export const LAYER4 = "github.com/mholt/caddy-l4@v0.1.2";

/** The modules that only the tests have, in the folder `toolchain/caddy-modules`. */
export const TEST_MODULES = "gatehouse.test/caddy-modules@v0.1.0";

/** The IDs of their modules. */
export const TEST_MODULE_IDS = ["dns.providers.challtestsrv", "http.ip_sources.test"];

/** Builds the image unless the engine has it, and returns its name. */
export async function caddyWithModules(): Promise<string> {
  const { modules } = await goImages({
    folder: "caddy",
    beside: ["caddy-modules"],
    program: "caddy",
    prepare: (copy) => {
      const { status, stderr } = addModules(copy, [LAYER4, TEST_MODULES]);
      if (status !== 0) throw new Error(stderr);
    },
    builds: { modules: [] },
  });
  return modules;
}

/** Adds Go modules to a copy of the package's Caddy, as the build of `BuiltCaddyImage` does. */
export function addModules(copy: string, modules: readonly string[]) {
  const own = `-replace=${TEST_MODULES}=${goModule("caddy-modules")}`;
  const run = (...args: string[]) => spawnSync("go", args, { cwd: copy, encoding: "utf8" });
  const replaced = run("mod", "edit", own);
  return replaced.status === 0 ? run("run", "./modules", ...modules) : replaced;
}

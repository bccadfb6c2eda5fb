import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BuildFailed } from "../../../components/docker/images/build";
import { buildProblem } from "../../../components/resources/built-image/refusal";
import { goModule } from "../../go-binary";

/* The program that adds Go modules to Caddy's sources, on modules of this test that Go takes from folders. */

const CADDY = "github.com/caddyserver/caddy/v2";
let folder: string;
let program: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-modules-"));
  program = join(folder, "add");
  execFileSync("go", ["build", "-o", program, "./modules"], { cwd: goModule("caddy") });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface GoSources {
  readonly requires?: string;
  readonly code?: string;
}

/** Adds modules, of which those in `sources` are folders, and returns the exit code, the log and the imports. */
function add(modules: readonly string[], sources: Readonly<Record<string, GoSources>> = {}) {
  const place = mkdtempSync(join(folder, "caddy-"));
  cpSync(goModule("caddy"), place, { recursive: true });
  for (const [module, { requires = "", code = "package plugin\n" }] of Object.entries(sources)) {
    const [path = "", version] = module.split("@");
    const own = join(place, "fake", module);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "go.mod"), `module ${path}\n${requires}`);
    writeFileSync(join(own, "plugin.go"), code);
    appendFileSync(join(place, "go.mod"), `replace ${path} ${version} => ./fake/${module}\n`);
  }
  const { status, stderr } = spawnSync(program, modules, { cwd: place, encoding: "utf8" });
  const imports = () => readFileSync(join(place, "modules.go"), "utf8");
  const problem = buildProblem(new BuildFailed("exit code: 1", stderr.split("\n")));
  return { status, problem, imports };
}

test("adds an import of each module", () => {
  const { status, imports } = add(["example.com/one@v1.0.0", "example.com/two@v1.2.3-rc.1"], {
    "example.com/one@v1.0.0": {},
    "example.com/two@v1.2.3-rc.1": {},
  });

  expect(status).toBe(0);
  expect(imports()).toBe(
    'package main\n\nimport (\n\t_ "example.com/one"\n\t_ "example.com/two"\n)\n',
  );
});

test("refuses a module that needs another Caddy than the image has", () => {
  const cwd = goModule("caddy");
  const asked = ["list", "-m", "-f", "{{.Version}}", CADDY];
  const ours = execFileSync("go", asked, { cwd, encoding: "utf8" }).trim();
  const { problem } = add(["example.com/newer@v1.0.0"], {
    "example.com/newer@v1.0.0": {
      requires: `require ${CADDY} v2.999.0\n`,
    },
    [`${CADDY}@v2.999.0`]: {},
  });

  expect(problem).toBe(
    `module example.com/newer@v1.0.0 needs ${CADDY} v2.999.0, and this image has ${ours}. Take a version of it ` +
      `that ${ours} suffices for.`,
  );
});

test("refuses a module that needs another version of one beside it", () => {
  const { problem } = add(["example.com/low@v1.0.0", "example.com/high@v1.0.0"], {
    "example.com/low@v1.0.0": {},
    "example.com/low@v1.1.0": {},
    "example.com/high@v1.0.0": { requires: "require example.com/low v1.1.0\n" },
  });

  expect(problem).toBe(
    "module example.com/low@v1.0.0 is not the version that another of the modules needs: example.com/low v1.1.0. " +
      "Name that version.",
  );
});

test("refuses a module that does not compile, with the compiler's words", () => {
  const { status, problem } = add(["example.com/broken@v1.0.0"], {
    "example.com/broken@v1.0.0": { code: 'package plugin\n\nvar port int = "80"\n' },
  });

  expect(status).toBe(1);
  expect(problem).toBe(
    [
      "module example.com/broken@v1.0.0 does not compile in this image. Take another version of it.",
      "Go said:",
      "  # example.com/broken",
      '  fake/example.com/broken@v1.0.0/plugin.go:3:16: cannot use "80" (untyped string constant) as int value in variable declaration',
    ].join("\n"),
  );
});

test("refuses a program, and a module that needs a newer Go", () => {
  const program = add(["example.com/tool@v1.0.0"], {
    "example.com/tool@v1.0.0": { code: "package main\n\nfunc main() {}\n" },
  });
  const newer = add(["example.com/newer@v1.0.0"], {
    "example.com/newer@v1.0.0": { requires: "go 1.999\n" },
  });

  expect(program.problem).toBe(
    "module example.com/tool@v1.0.0 is a program, which Caddy can't import. Name the package of the plugin, below " +
      "the module's path.",
  );
  expect(newer.problem).toMatch(
    /^module example\.com\/newer@v1\.0\.0 needs Go 1\.999, and the Go image has 1\.\d+\.\d+\. Take an older version of it, or another goImage\.$/,
  );
});

test("refuses a module that can't be had, with Go's words", () => {
  const { problem } = add(["example.invalid/none@v1.0.0"]);

  expect(problem).toMatch(
    /^module example\.invalid\/none@v1\.0\.0 can't be had\. Check its path and its version, and that the Docker host reaches a Go module proxy\.\nGo said:\n {2}go: /,
  );
});

test("gives the last lines of a build that failed for another reason", () => {
  const log = Array.from({ length: 30 }, (_, line) => `line ${line}`);

  expect(buildProblem(new BuildFailed("exit code: 1", log))).toBe(
    [
      "the image could not be built: exit code: 1",
      ...log.slice(10).map((line) => `  ${line}`),
    ].join("\n"),
  );
});

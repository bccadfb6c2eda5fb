import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";

const project = mkdtempSync(path.join(tmpdir(), "gatehouse-imports-"));
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** The violations of the rules of `npm test` in a project of these files. */
function violations(files: Record<string, string>): string[] {
  for (const [file, text] of Object.entries({ ...files, "tsconfig.json": "{}" })) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), text);
  }
  const { stdout } = spawnSync(
    process.execPath,
    [
      path.resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs"),
      ...["--config", path.resolve("toolchain/imports.cjs"), "--output-type", "json"],
      ...Object.keys(files),
    ],
    { cwd: project, encoding: "utf8" },
  );
  const { summary } = JSON.parse(stdout);
  return summary.violations
    .map((found: { rule: { name: string }; from: string; to: string }) =>
      [found.rule.name, found.from, found.to].join(": "),
    )
    .sort();
}

it("a circle of types, an import that runs up, and Pulumi in a pure folder are violations", () => {
  const found = violations({
    "cli/backup.ts": 'import "../components/docker/host";\n',
    "components/caddy/one.ts": 'import type { Two } from "./two";\nexport type One = Two;\n',
    "components/caddy/two.ts": 'import type { One } from "./one";\nexport type Two = One[];\n',
    "components/docker/host.ts":
      'import type { url } from "../schema/url";\nexport type U = url;\n',
    "components/schema/url.ts": 'import "../swarm/tasks";\nexport type url = string;\n',
    "components/service/args.ts": 'import "./options/auth";\n',
    "components/service/options/auth.ts": 'import "../deployment";\n',
    "components/service/deployment.ts": 'import "../labels/address";\n',
    "components/swarm/tasks.ts":
      'import type { Input } from "@pulumi/pulumi";\nexport type T = Input;\n',
    "components/labels/address.ts": 'export const address = "";\n',
    "toolchain/quickstart.mjs": 'import "zod";\n',
  });

  const options = "components/service/options";
  expect(found).toEqual([
    "components/schema imports only what is below it: components/schema/url.ts: components/swarm/tasks.ts",
    `${options} imports only what is below it: ${options}/auth.ts: components/service/deployment.ts`,
    "no @pulumi in a pure folder: components/docker/host.ts: @pulumi/pulumi",
    "no circle: components/caddy/one.ts: components/caddy/two.ts",
    "the toolchain imports Node's builtins only: toolchain/quickstart.mjs: zod",
  ]);
});

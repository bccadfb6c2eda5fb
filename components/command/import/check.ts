import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Difference, differences } from "../program/compare";
import { prefixIn } from "../program/prefix";
import { type NamedRouting, named, routingsOf } from "../program/routings";
import { runProgram } from "../program/run";
import type { Imported } from "./program";

const PLACE = { project: "check", stack: "check" };

/** The routings of labels that a program was made of, without what it does not have. */
export function routingsBefore({ labels }: Imported): NamedRouting[] {
  return labels.map(({ set, routing }) => ({
    name: set.service,
    routing: named(routing, set.service),
  }));
}

/** The routings of an imported program, which runs without an engine and without Docker. */
export async function routingsAfter(
  { text, configuration, prefix }: Imported,
  cwd: string,
): Promise<NamedRouting[]> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-import-"));
  try {
    linkPackages(folder);
    const file = join(folder, "index.ts");
    writeFileSync(file, text);
    const config = Object.fromEntries(configuration.keys().map(({ key }) => [key, `${key}-value`]));
    const given = {
      ...config,
      acmeEmail: "ops@example.com",
      caddyImage: "registry.example.com/caddy:1",
    };
    const { declared } = await runProgram({ ...PLACE, file, cwd, config: given });
    return routingsOf(declared, { ...PLACE, prefix: prefixIn(declared) ?? prefix });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a program routes as the labels did that it was made of. */
export async function checkImported(imported: Imported, cwd: string): Promise<Difference[]> {
  return differences(routingsBefore(imported), await routingsAfter(imported, cwd));
}

/** Lets a program in a folder find this package and Pulumi's. */
export function linkPackages(folder: string): void {
  const packages = join(folder, "node_modules");
  mkdirSync(packages);
  const pulumi = dirname(require.resolve("@pulumi/pulumi/package.json"));
  // A junction needs no rights on Windows.
  symlinkSync(join(__dirname, "../../.."), join(packages, "gatehouse"), "junction");
  symlinkSync(dirname(pulumi), join(packages, "@pulumi"), "junction");
}

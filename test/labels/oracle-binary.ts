import { execFileSync } from "node:child_process";
import { buildGo, goModule } from "../go-binary";

const MODULE = "label-oracle";

/** The folder of the sources of one of the oracle's modules. */
export function sourcesOf(module: string): string {
  const args = ["list", "-m", "-f", "{{.Dir}}", module];
  return execFileSync("go", args, { cwd: goModule(MODULE), encoding: "utf8" }).trim();
}

/** Builds the oracle and returns its path. */
export function buildOracle(): Promise<string> {
  return buildGo({ name: MODULE, module: MODULE });
}

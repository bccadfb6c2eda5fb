import { buildGo, goModule } from "../go-binary";

const MODULE = "label-oracle";

/** Where the oracle's sources are, for `go list`. */
export const ORACLE_SOURCE = goModule(MODULE);

/** Builds the oracle and returns its path. */
export function buildOracle(): Promise<string> {
  return buildGo({ name: MODULE, module: MODULE });
}

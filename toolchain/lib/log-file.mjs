// @ts-check
// Where what another program wrote is kept for a person to read.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { local } from "./paths.mjs";

/** @param {string} name */
export function logFile(name) {
  mkdirSync(local("logs"), { recursive: true });
  return path.join(local("logs"), name);
}

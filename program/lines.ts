import { existsSync, readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";

/** The line of a problem's path, such as `gatehouse:proxy` and `httpPort`. */
export type LineOf = (path: readonly string[]) => number | undefined;

/**
 * The lines of settings in the file of the running stack, in the program's folder; none where Pulumi read
 * another file, as with `--config-file`.
 *
 * @param keys the settings that Pulumi read, with their prefix.
 */
export function stackFileLines(keys: readonly string[]): LineOf {
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  if (!existsSync(file)) return () => undefined;
  // Loaded late: it takes 50 ms, and only a refusal needs it.
  const {
    readYaml,
  }: typeof import("../components/schema/yaml") = require("../components/schema/yaml");
  const { value, line } = readYaml(readFileSync(file, "utf8"), file);
  const config = Object(Object(value).config);
  return keys.every((key) => Object.hasOwn(config, key))
    ? (path) => line(["config", ...path])
    : () => undefined;
}

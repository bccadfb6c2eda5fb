// @ts-check
// Whether a stack of this checkout needs the random provider, which takes minutes to build.
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "./paths.mjs";
import { isLocalBackend, localStateFiles } from "./state.mjs";
import { files } from "./versions.mjs";

/** Folders of the project without a part of the person's program. */
const besides =
  /^(?:node_modules|components|test|toolchain|cli|bench|docs|dist|exports|examples|experiments|templates|\..*)$/;

/**
 * Whether a program asks for a generated password, or uses the provider itself.
 * @param {string} text
 */
export const asksForRandom = (text) => /\bbasicAuth\b|@pulumi\/random/.test(text);

/**
 * Whether a state has a resource of the provider, which Pulumi then needs to refresh and to delete it.
 * @param {string} text
 */
export const hasRandom = (text) => text.includes("pulumi:providers:random");

/** Whether the program or a state needs the provider. A state elsewhere may. */
export const needsRandom = () =>
  !isLocalBackend() ||
  localStateFiles().some((file) => hasRandom(readFileSync(file, "utf8"))) ||
  files(projectDir, besides)
    .filter((file) => file.endsWith(".ts"))
    .some((file) => asksForRandom(readFileSync(path.join(projectDir, file), "utf8")));

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

/**
 * Whether a file can have a part of the person's program, or settings of a stack: these can ask for a password, too.
 * @param {string} file its path in the project
 */
export const mayAsk = (file) => file.endsWith(".ts") || /^Pulumi\.[^/\\]+\.yaml$/.test(file);

/** Whether the program or a state needs the provider. A state elsewhere may. */
export const needsRandom = () =>
  !isLocalBackend() ||
  localStateFiles().some((file) => hasRandom(readFileSync(file, "utf8"))) ||
  files(projectDir, besides)
    .filter(mayAsk)
    .some((file) => asksForRandom(readFileSync(path.join(projectDir, file), "utf8")));

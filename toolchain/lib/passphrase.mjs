// @ts-check
// The passphrase of the local stacks: generated once, readable by its owner only.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isLocalBackend } from "./backend.mjs";
import { passphraseMissing } from "./failures.mjs";
import { local, stateDir } from "./paths.mjs";

export const passphraseFile = () => local("passphrase");

/**
 * The environment that gives Pulumi the passphrase: the person's own where one is set, or where the
 * state is kept elsewhere, since no other checkout would have the one that is generated here.
 * @returns {Record<string, string>}
 */
export function passphraseEnv(env = process.env) {
  const own = env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE;
  return own || !isLocalBackend(env) ? {} : { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile() };
}

/** Generates the passphrase on first use. Where stacks exist that need a lost one, says so. */
export function ensurePassphrase(env = process.env) {
  const file = passphraseFile();
  if (Object.keys(passphraseEnv(env)).length === 0 || existsSync(file)) return;
  const stacks = localStacks();
  if (stacks.length > 0) throw passphraseMissing({ stacks, file });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
}

/** The names of the stacks that have state here. */
export function localStacks() {
  const dir = path.join(stateDir(), ".pulumi", "stacks");
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .map((file) => path.basename(file, ".json"))
    .sort();
}

// @ts-check
// Keeps Pulumi's salt out of the committed files. Pulumi writes the salt of a stack's secrets into
// Pulumi.<stack>.yaml. It belongs to the local passphrase, and with it in the file a person with their
// own login can't run `pulumi up`. So the first of several commands puts it in, and the last takes it
// out. A copy of the file with the salt, given by --config-file, can't replace this: `stack init` and
// `stack select --create` write the salt and have no such option, and `up -c` saves into the copy.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { local, stackFile } from "./paths.mjs";
import { isAlive, locked } from "./processes.mjs";

/**
 * @param {string} stack
 * @param {string} [config] the stack's file
 */
const places = (stack, config = stackFile(stack)) => {
  const dir = local("salts", stack);
  return {
    config,
    salt: path.join(dir, "salt"),
    before: path.join(dir, "before.yaml"),
    users: path.join(dir, "users"),
    lock: local("salts", `${stack}.lock`),
  };
};

/**
 * @typedef {ReturnType<typeof places>} Places
 */

/** @param {string} file */
const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");

/** @param {string} stack */
export const hasSalt = (stack) => saltOf(read(stackFile(stack))) !== undefined;

/**
 * Puts the stack's salt into its file. Leaves a file with another salt alone.
 * @param {string} stack
 * @param {{ isNew?: boolean, file?: string }} [options] `isNew`: Pulumi has just written the salt
 */
export function putIn(stack, { isNew = false, file } = {}) {
  const at = places(stack, file);
  return locked(at.lock, () => {
    mkdirSync(at.users, { recursive: true });
    const first = liveUsers(at).length === 0;
    writeFileSync(path.join(at.users, `${process.pid}`), "");
    if (first) begin(at, isNew);
  });
}

/**
 * @param {Places} at
 * @param {boolean} isNew
 */
function begin(at, isNew) {
  const salt = read(at.salt);
  const text = read(at.config);
  const found = saltOf(text);
  rmSync(at.before, { force: true });
  if (found && found !== salt && !isNew) return;
  const clean = withoutSalt(text);
  writeFileSync(at.before, clean);
  if (salt && !found) writeFileSync(at.config, withSalt(clean, salt));
}

/**
 * Takes the salt out and records it, once no other command uses it.
 * @param {string} stack
 * @param {{ file?: string }} [options]
 */
export function takeOut(stack, { file } = {}) {
  const at = places(stack, file);
  return locked(at.lock, () => {
    rmSync(path.join(at.users, `${process.pid}`), { force: true });
    if (liveUsers(at).length === 0) end(at);
  });
}

/** @param {Places} at */
function end(at) {
  const text = read(at.config);
  const salt = saltOf(text);
  if (salt && existsSync(at.before) && !hasSecrets(text)) {
    const before = read(at.before);
    const after = withoutSalt(text);
    writeFileSync(at.salt, salt);
    if (after.trim() === "" && before === "") rmSync(at.config);
    else writeFileSync(at.config, sameButForLayout(before, after) ? before : after);
  }
  rmSync(at.before, { force: true });
}

/**
 * The commands that run on this stack, after removing the entries of killed ones.
 * @param {Places} at
 */
function liveUsers(at) {
  const users = existsSync(at.users) ? readdirSync(at.users) : [];
  const [live, dead] = [true, false].map((alive) =>
    users.filter((pid) => isAlive(Number(pid)) === alive),
  );
  for (const pid of dead ?? []) rmSync(path.join(at.users, pid), { force: true });
  return live ?? [];
}

/**
 * Removes the salt of a stack that is gone.
 * @param {string} stack
 */
export const forgetSalt = (stack) =>
  rmSync(local("salts", stack), { recursive: true, force: true });

/** The line that Pulumi adds to a stack's file for its secrets. */
const line = /^encryptionsalt:[ \t]*(\S+)[ \t]*$/m;

/**
 * @param {string} text
 * @returns {string | undefined}
 */
export const saltOf = (text) => line.exec(text)?.[1];

/**
 * Whether the text has secrets, which can't be read without the salt.
 * @param {string} text
 */
const hasSecrets = (text) => /^\s+secure:/m.test(text);

/**
 * @param {string} text
 * @param {string} salt
 */
export const withSalt = (text, salt) =>
  text === "" || text.endsWith("\n")
    ? `${text}encryptionsalt: ${salt}\n`
    : `${text}\nencryptionsalt: ${salt}`;

/**
 * The exact reverse of `withSalt`.
 * @param {string} text
 */
export function withoutSalt(text) {
  const whole = /^encryptionsalt:.*\r?\n/m;
  return text.replace(whole.test(text) ? whole : /\r?\n?^encryptionsalt:.*$/m, "");
}

/**
 * Whether two texts differ only in the layout, which Pulumi changes when it writes a file.
 * @param {string} a
 * @param {string} b
 */
export const sameButForLayout = (a, b) => compact(a) === compact(b);

/** @param {string} text */
const compact = (text) => text.replace(/[\s"']/g, "");

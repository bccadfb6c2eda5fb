// @ts-check
// The one line Pulumi adds to a stack's file for its secrets, in and out of the text.

const line = /^encryptionsalt:[ \t]*(\S+)[ \t]*$/m;

/**
 * @param {string} text
 * @returns {string | undefined}
 */
export const saltOf = (text) => line.exec(text)?.[1];

/**
 * Whether the text holds secrets: they and the salt belong together.
 * @param {string} text
 */
export const hasSecrets = (text) => /^\s+secure:/m.test(text);

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
 * Whether two texts say the same but for the layout, which Pulumi changes when it writes a file.
 * @param {string} a
 * @param {string} b
 */
export const saysTheSame = (a, b) => bare(a) === bare(b);

/** @param {string} text */
const bare = (text) => text.replace(/[\s"']/g, "");

// @ts-check

/**
 * A text of somebody else's, set off from ours.
 * @param {string} text
 */
export const indent = (text) =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => `  ${line}`)
    .join("\n");

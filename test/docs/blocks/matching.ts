/** What differs from run to run: ids, addresses, ports of clients, times and numbers. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT[\d:.Z-]+/g, "<time>"],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{12,64}\b/g, "<id>"],
  [/\b\d+\.\d+\.\d+\.\d+(:\d+)?/g, "<address>"],
  [/\b\d+(\.\d+)*s?\b/g, "<number>"],
];

/** A text without what differs from run to run, colours, empty lines and the width of spaces. */
function shapeOf(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they start the codes of colours.
  const plain = text.replaceAll(/\u001b\[[\d;]*m/g, "").replaceAll(/[ \t\r]+/g, " ");
  const lines = plain.replaceAll(/^ | $/gm, "").replaceAll(/\n{2,}/g, "\n");
  return VARYING.reduce((shape, [varies, name]) => shape.replaceAll(varies, name), lines);
}

/**
 * Whether a real output has the printed lines, one below the other. A line `…` stands for any lines, and `…` in a
 * line for any text. Numbers, ids, addresses and spaces may differ unless it is `exact`.
 */
export function isPrinted(printed: string, real: string, exact = false): boolean {
  const shape = exact ? (text: string) => text : shapeOf;
  const lines = shape(printed.trimEnd()).split("\n");
  const pattern = lines.map((line) => (line.trim() === "…" ? ANY_LINES : `${lineOf(line)}\n`));
  return new RegExp(`(^|\n)${pattern.join("")}`).test(`${shape(real.trimEnd())}\n`);
}

const ANY_LINES = "(?:.*\n)*?";

/** A pattern for a line. */
function lineOf(line: string): string {
  return line
    .split("…")
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
    .join(".*");
}

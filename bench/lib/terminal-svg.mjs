// A terminal's output as a picture that a page in light or dark can show.
import { createAnsiSequenceParser, createColorPalette } from "ansi-sequence-parser";

const FONT = 14;
const CHARACTER = 8.43;
const LINE = 20;
const PADDING = 18;
const BAR = 34;
const NARROWEST = 60;
const TAB = "    ";

/** Bright enough on the background below. */
const palette = createColorPalette({
  black: "#6e7681",
  red: "#ff7b72",
  green: "#56d364",
  yellow: "#e3b341",
  blue: "#79c0ff",
  magenta: "#d2a8ff",
  cyan: "#76e3ea",
  white: "#e6edf3",
  brightBlack: "#8b949e",
  brightRed: "#ffa198",
  brightGreen: "#7ee787",
  brightYellow: "#f2cc60",
  brightBlue: "#a5d6ff",
  brightMagenta: "#e2c5ff",
  brightCyan: "#b3f0ff",
  brightWhite: "#ffffff",
});

const STYLE = `text { font: ${FONT}px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #e6edf3; white-space: pre; }`;

/**
 * @param {string} command as a person types it
 * @param {string} output with ANSI sequences
 * @returns {string} SVG
 */
export function terminalSvg(command, output) {
  const lines = [`$ ${command}`, ...output.trimEnd().split(/\r?\n/)];
  const parser = createAnsiSequenceParser();
  const parsed = lines.map((line) => parser.parse(line.replaceAll("\t", TAB)));
  const longest = Math.max(NARROWEST, ...parsed.map(lengthOf));
  const width = Math.ceil(longest * CHARACTER + 2 * PADDING);
  const height = BAR + lines.length * LINE + PADDING;
  const rows = parsed.map((tokens, row) => textOf(tokens, BAR + (row + 0.7) * LINE));
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" xml:space="preserve" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${escaped(command)}</title>
<style>${STYLE}</style>
<rect width="${width}" height="${height}" rx="8" fill="#161b22"/>
${["#ff5f57", "#febc2e", "#28c840"].map(dot).join("")}
${rows.join("\n")}
</svg>
`;
}

/** @typedef {import("ansi-sequence-parser").ParseToken} Token */

/** @param {Token[]} tokens */
const lengthOf = (tokens) => tokens.reduce((length, { value }) => length + value.length, 0);

/**
 * @param {Token[]} tokens
 * @param {number} y
 */
function textOf(tokens, y) {
  let column = 0;
  const spans = tokens.map(({ value, foreground, decorations }) => {
    const text = value.trim();
    const start = column + value.indexOf(text);
    column += value.length;
    const colour = foreground === null ? "" : ` fill="${palette.value(foreground)}"`;
    const weight = decorations.has("bold") ? ' font-weight="600"' : "";
    // The length keeps columns below each other in any font.
    const place = `x="${rounded(PADDING + start * CHARACTER)}" textLength="${rounded(text.length * CHARACTER)}"`;
    return text === "" ? "" : `<tspan ${place}${colour}${weight}>${escaped(text)}</tspan>`;
  });
  return `<text y="${rounded(y)}">${spans.join("")}</text>`;
}

/**
 * @param {string} colour
 * @param {number} index
 */
const dot = (colour, index) =>
  `<circle cx="${PADDING + 4 + index * 18}" cy="${BAR / 2}" r="5.5" fill="${colour}"/>`;

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(1));

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

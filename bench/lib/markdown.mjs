// The tables and charts of docs/performance.md.

const MISSING = "–";

/**
 * A number with three digits that count, such as 0.0123, 1.23, 12.3 or 12,345.
 * @param {number} value
 */
export function shown(value) {
  if (value === 0) return "0";
  const digits = 2 - Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(Math.max(digits, 0), 6);
  const text = value.toLocaleString("en-US", { maximumFractionDigits: decimals });
  return text === "-0" ? "0" : text;
}

/** @param {import("./bench.mjs").Cell | undefined} cell */
function cellText(cell) {
  if (cell === null || cell === undefined) return MISSING;
  if (typeof cell === "string") return cell.replaceAll("|", "\\|");
  return shown(typeof cell === "number" ? cell : cell.median);
}

/** @param {import("./bench.mjs").Table} table */
export function tableText({ title, columns, rows, note, chart }) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const isNumeric = (/** @type {number} */ index) =>
    rows.some((row) => row[index] !== null && typeof row[index] !== "string");
  return [
    `### ${title}`,
    [
      line(columns),
      line(columns.map((_, index) => (isNumeric(index) ? "---:" : "---"))),
      ...rows.map((row) => line(columns.map((_, index) => cellText(row[index])))),
    ].join("\n"),
    ...(note ? [note] : []),
    ...(chart ? [chartText(title, chart)] : []),
  ].join("\n\n");
}

/**
 * Mermaid draws no legend: a line below the chart names the series in the order of their colours.
 * @param {string} title
 * @param {import("./bench.mjs").Chart} chart
 */
function chartText(title, { kind, x, y, series }) {
  const quoted = (/** @type {string | number} */ text) => `"${String(text).replaceAll('"', "'")}"`;
  const lines = [
    "```mermaid",
    "xychart-beta",
    `  title ${quoted(title)}`,
    `  x-axis ${quoted(x.title)} [${x.values.map(quoted).join(", ")}]`,
    `  y-axis ${quoted(y)}`,
    ...series.map(({ values }) => `  ${kind} [${values.map((value) => round(value)).join(", ")}]`),
    "```",
  ];
  const names = series.map(({ name }) => name).join(", ");
  return `${lines.join("\n")}${series.length > 1 ? `\n\nIn this order: ${names}.` : ""}`;
}

/** @param {number} value */
const round = (value) => Number(value.toPrecision(4));

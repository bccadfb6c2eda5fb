import { expect, test } from "vitest";
import { figure } from "../../bench/lib/figures.mjs";
import { shown, tableText } from "../../bench/lib/markdown.mjs";
import { withSection } from "../../bench/lib/report.mjs";

test("numbers are shown with three digits that count", () => {
  expect([0, 0.01234, 1.2345, 12.345, 123.45, 12_345.6, -1.5].map(shown)).toEqual([
    "0",
    "0.0123",
    "1.23",
    "12.3",
    "123",
    "12,346",
    "-1.5",
  ]);
});

test("a table has its cells, its note and its chart", () => {
  const text = tableText({
    title: "From nothing",
    columns: ["services", "compose, s", "note"],
    rows: [
      [10, figure([3.5, 3.7, 9]), "a|b"],
      [50, null, ""],
    ],
    note: "Of three rounds.",
    chart: {
      kind: "line",
      x: { title: "services", values: [10, 50] },
      y: "s",
      series: [
        { name: "compose", values: [3.7, 16.8] },
        { name: "terraform", values: [6.3, 26] },
      ],
    },
  });

  expect(text).toBe(`### From nothing

| services | compose, s | note |
| ---: | ---: | --- |
| 10 | 3.7 | a\\|b |
| 50 | – |  |

Of three rounds.

\`\`\`mermaid
xychart-beta
  title "From nothing"
  x-axis "services" ["10", "50"]
  y-axis "s"
  line [3.7, 16.8]
  line [6.3, 26]
\`\`\`

In this order: compose, terraform.`);
});

test("a section replaces what stands between its marks, and comes last the first time", () => {
  const first = withSection("# Performance\n\nBy hand.\n", "labels", "old");
  expect(first).toBe(
    "# Performance\n\nBy hand.\n\n<!-- bench: labels -->\nold\n<!-- end: labels -->\n",
  );
  expect(withSection(`${first}\nAlso by hand.\n`, "labels", "new $1")).toBe(
    `${first.replace("old", () => "new $1")}\nAlso by hand.\n`,
  );
});

import { expect, test } from "vitest";
import { tableText } from "../../bench/lib/markdown.mjs";
import { blocksIn, documents, placeOf } from "../docs/blocks/block";

const charts = documents()
  .flatMap(blocksIn)
  .filter(({ language }) => language === "mermaid")
  .map((block) => [placeOf(block), block.text] as const);

test.each(charts)("the chart at %s is what the writer makes of its numbers", (_, text) => {
  const read = (pattern: RegExp) => [...text.matchAll(pattern)].map((found) => found.slice(1));
  const [[title = ""] = []] = read(/^ {2}title "(.*)"$/gm);
  const [[x = "", values = ""] = []] = read(/^ {2}x-axis "(.*)" (\[.*\])$/gm);
  const [[y = ""] = []] = read(/^ {2}y-axis "(.*)"$/gm);
  const lines = read(/^ {2}(?:line|bar) (\[.*\])$/gm);
  const series = lines.map(([numbers = ""]) => ({ name: "", values: JSON.parse(numbers) }));
  const kind = /^ {2}bar /m.test(text) ? "bar" : "line";
  const chart = { kind, x: { title: x, values: JSON.parse(values) }, y, series } as const;

  expect(lines.length).toBeGreaterThan(0);
  expect(tableText({ title, columns: [], rows: [], chart })).toContain(
    `\`\`\`mermaid\n${text}\`\`\``,
  );
});

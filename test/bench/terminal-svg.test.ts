import { describe, expect, test } from "vitest";
import { terminalSvg } from "../../bench/lib/terminal-svg.mjs";

/** The parts of a line, each with its attributes. */
const spans = (svg: string) =>
  [...svg.matchAll(/<tspan ([^>]*)>([^<]*)</g)].map(([, attributes, text]) => [text, attributes]);

describe("the picture of a terminal", () => {
  test("shows the command, and each colour at its column", () => {
    const svg = terminalSvg("npm run x", "\u001b[32m+ a\u001b[0m\t\u001b[1m b < c\u001b[0m\n");

    expect(spans(svg)).toEqual([
      ["$ npm run x", 'x="18" textLength="92.7"'],
      ["+ a", 'x="18" textLength="25.3" fill="#56d364"'],
      ["b &lt; c", 'x="85.4" textLength="42.1" font-weight="600"'],
    ]);
  });

  test("is as wide as its longest line and as high as its lines", () => {
    const size = (output: string) =>
      /width="(\d+)" height="(\d+)"/.exec(terminalSvg("x", output))?.slice(1).map(Number);

    expect([size("a"), size(`${"a".repeat(100)}\nb`)]).toEqual([
      [542, 92],
      [879, 112],
    ]);
  });
});

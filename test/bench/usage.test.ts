import { expect, test } from "vitest";
import { parseStat } from "../../bench/lib/proc.mjs";

test("a process is read from /proc also where its name has spaces and brackets", () => {
  const fields = ["S", 7, 8, 9, 0, -1, 0, 0, 0, 0, 0, 150, 50, 20, 10, 20, 0, 4, 0, 1234, 0, 5];
  const text = `42 (a ) b) ${fields.join(" ")} 18446744073709551615\n`;

  expect(parseStat(text, { ticks: 100, page: 4096 })).toEqual({
    name: "a ) b",
    parent: 7,
    session: 9,
    cpu: 2,
    reaped: 0.3,
    started: 12.34,
    memory: 20_480,
  });
});

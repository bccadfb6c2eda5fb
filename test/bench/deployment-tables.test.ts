import { expect, test } from "vitest";
import { tables } from "../../bench/lib/deployment-tables.mjs";

const used = (seconds: number) => [{ seconds, cpu: 1, memory: 1, engine: 1 }];
const sample = (
  size: number,
  name: string,
  seconds: number,
  state: number | null,
  fields: number | null = null,
) => ({
  ...{ size, name, state, fields },
  steps: { "from nothing": used(seconds), destroy: used(1) },
});

const [time, , , , state, growth] = tables([
  sample(10, "compose", 4, null),
  sample(10, "ours", 8, 3000, 1500),
  sample(10, "plain pulumi", 2, 1000),
  sample(100, "compose", 40, null),
  sample(100, "ours", 800, 9000),
]);

test("each step that was taken has its figures, and the ratios to the peers that took it", () => {
  expect(time?.columns).toEqual(
    ["services", "step", "compose", "ours", "plain pulumi"].concat([
      "ours / compose",
      "ours / terraform",
      "ours / plain",
    ]),
  );
  expect(time?.rows[0]?.slice(0, 2)).toEqual([10, "from nothing"]);
  expect(time?.rows[0]?.slice(5)).toEqual([2, null, 4]);
  expect(time?.rows.map((row) => row.slice(0, 2))).toEqual([
    [10, "from nothing"],
    [10, "destroy"],
    [100, "from nothing"],
    [100, "destroy"],
  ]);
});

test("a chart has the tools that all sizes have", () => {
  expect(time?.chart?.series).toEqual([
    { name: "compose", values: [4, 40] },
    { name: "ours", values: [8, 800] },
  ]);
});

test("the state of ours is shown beside that of plain resources, with what Pulumi itself writes", () => {
  expect(state?.rows).toEqual([
    [10, null, 3000, 1000, 200, 150],
    [100, null, 9000, null, null, null],
  ]);
});

test("the growth is an exponent, of the tools with two sizes", () => {
  const [step, compose, ours, plain] = growth?.rows[0] ?? [];
  expect([step, plain]).toEqual(["from nothing", null]);
  expect([compose, ours]).toEqual([expect.closeTo(1), expect.closeTo(2)]);
});

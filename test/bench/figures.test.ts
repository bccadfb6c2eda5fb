import { expect, test } from "vitest";
import { figure, growthExponent, interleaved, median, ratio } from "../../bench/lib/figures.mjs";

test("a median is the value in the middle, or the mean of the two", () => {
  expect([median([3]), median([9, 1, 2]), median([4, 1, 2, 10])]).toEqual([3, 2, 3]);
});

test("there is no median of no values", () => {
  expect(() => median([])).toThrow("no median of no values");
});

test("a ratio compares medians, and is missing where one figure is", () => {
  expect(ratio(figure([1, 3, 2]), figure([4, 4, 100]))).toBe(0.5);
  expect([ratio(null, figure([1])), ratio(figure([1]), figure([0]))]).toEqual([null, null]);
});

test("the growth exponent is 1 for what grows linearly, and 2 for squares", () => {
  const points = (power: number) =>
    [10, 50, 200].map((size): [number, number] => [size, 3 * size ** power]);

  expect(growthExponent(points(1))).toBeCloseTo(1);
  expect(growthExponent(points(2))).toBeCloseTo(2);
  expect(growthExponent([[10, 1]])).toBeNull();
});

test("rounds are interleaved", async () => {
  const order: string[] = [];
  const results = await interleaved(2, ["a", "b"], async (way, round) => {
    order.push(`${way}${round}`);
    return round;
  });

  expect(order).toEqual(["a1", "b1", "a2", "b2"]);
  expect([...results]).toEqual([
    ["a", [1, 2]],
    ["b", [1, 2]],
  ]);
});

// Medians of interleaved rounds, their ratios, and how they grow.

/**
 * @param {number[]} values
 * @returns {number}
 */
export function median(values) {
  if (values.length === 0) throw new RangeError("no median of no values");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/**
 * What a table shows of a quantity: its median, and the value of each round.
 * @param {number[]} values
 * @returns {import("./bench.mjs").Figure}
 */
export const figure = (values) => ({ median: median(values), all: values });

/**
 * The ratio of two medians of one run.
 * @param {import("./bench.mjs").Figure | null | undefined} a
 * @param {import("./bench.mjs").Figure | null | undefined} b
 * @returns {number | null} null where there is nothing to compare
 */
export const ratio = (a, b) => (a && b && b.median > 0 ? a.median / b.median : null);

/**
 * The exponent with which a quantity grows: the slope through its points on two logarithmic scales. 1 is
 * linear.
 * @param {[size: number, value: number][]} points
 * @returns {number | null} null for fewer than two sizes
 */
export function growthExponent(points) {
  const logs = points.map(([size, value]) => ({ x: Math.log(size), y: Math.log(value) }));
  const mean = (/** @type {"x" | "y"} */ axis) =>
    logs.reduce((sum, point) => sum + point[axis], 0) / logs.length;
  const middle = { x: mean("x"), y: mean("y") };
  const spread = logs.reduce((sum, { x }) => sum + (x - middle.x) ** 2, 0);
  if (logs.length < 2 || spread === 0) return null;
  const common = logs.reduce((sum, { x, y }) => sum + (x - middle.x) * (y - middle.y), 0);
  return common / spread;
}

/**
 * Measures the ways in turn, A B C A B C, so that a slow minute of the machine meets all of them.
 * @template W, T
 * @param {number} rounds
 * @param {W[]} ways
 * @param {(way: W, round: number) => Promise<T>} measure rounds count from 1
 * @returns {Promise<Map<W, T[]>>} one result for each round
 */
export async function interleaved(rounds, ways, measure) {
  /** @type {Map<W, T[]>} */
  const results = new Map(ways.map((way) => [way, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const way of ways) results.get(way)?.push(await measure(way, round));
  }
  return results;
}

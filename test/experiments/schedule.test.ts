import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RandomFaults } from "../../components/experiments/experiment";
import { drawn, MAX_SEED, type Range, seeded } from "../../components/experiments/random";
import { drawSchedule, scheduleOf } from "../../components/experiments/schedule";
import { toxicSchema } from "../../components/toxics/schema";
import { parse } from "./experiment";

const kinds = [
  {
    weight: 3,
    toxic: {
      latency: { latency: { from: "50ms", to: "800ms" }, jitter: { from: "0ms", to: "50ms" } },
    },
  },
  { toxic: { bandwidth: { rate: { from: "1KB/s", to: "50KB/s" } } } },
  {
    toxic: {
      slicer: { averageSize: { from: "16B", to: "64B" }, delay: { from: "10us", to: "99us" } },
    },
  },
  { toxic: { resetPeer: {}, toxicity: { from: 0.1, to: 0.5 } } },
  { down: true },
];

const randomFaults = (more: object = {}) => ({
  gap: { from: "500ms", to: "3s" },
  length: { from: "200ms", to: "2s" },
  kinds,
  ...more,
});

function drawnFaults(more?: object): RandomFaults {
  const { experiment } = parse({ faults: undefined, randomFaults: randomFaults(more) });
  if (experiment.randomFaults === undefined) throw new Error("it has no random faults");
  return experiment.randomFaults;
}

describe("a declared schedule", () => {
  test("sorts the faults by their start", () => {
    const faults = [
      { at: "5s", for: "500ms", down: true },
      { at: "1s", for: "8s", toxic: { latency: { latency: "200ms" } } },
    ];

    expect(scheduleOf(parse({ faults }).experiment, 0)).toEqual([
      { from: 1_000, to: 9_000, toxic: { latency: { latency: "200ms" } } },
      { from: 5_000, to: 5_500, down: true },
    ]);
  });
});

describe("a random schedule", () => {
  test("is the same for one seed, on every machine and in every version", () => {
    expect(drawSchedule(drawnFaults(), 10_000, 42)).toEqual([
      { from: 2_003, to: 3_010, toxic: { resetPeer: {}, toxicity: 0.37 } },
      { from: 3_947, to: 5_095, toxic: { latency: { latency: "519ms", jitter: "44ms" } } },
      { from: 6_776, to: 7_426, down: true },
    ]);
  });

  test("differs for another seed", () => {
    const faults = drawnFaults();

    expect(drawSchedule(faults, 60_000, 1)).not.toEqual(drawSchedule(faults, 60_000, 2));
  });

  test("is reproducible, keeps to its bounds, and has only toxics that the server accepts", () => {
    const seed = fc.integer({ min: 0, max: MAX_SEED });
    const bounds = fc.array(fc.nat(5_000), { minLength: 4, maxLength: 4 }).map((times) => {
      const [a = 0, b = 0, c = 0, d = 0] = times;
      return {
        gap: { from: Math.min(a, b), to: Math.max(a, b) },
        length: { from: 100 + Math.min(c, d), to: 100 + Math.max(c, d) },
      };
    });
    fc.assert(
      fc.property(
        seed,
        bounds,
        fc.integer({ min: 10_100, max: 60_000 }),
        (from, times, duration) => {
          const faults = { ...drawnFaults(), ...times };
          const schedule = drawSchedule(faults, duration, from);

          expect(drawSchedule(faults, duration, from)).toEqual(schedule);
          expect(schedule.length).toBeGreaterThan(0);
          let free = 0;
          for (const { from: begin, to, toxic, down } of schedule) {
            expect(begin - free).toBeGreaterThanOrEqual(times.gap.from);
            expect(begin - free).toBeLessThanOrEqual(times.gap.to);
            expect(to - begin).toBeGreaterThanOrEqual(times.length.from);
            expect(to - begin).toBeLessThanOrEqual(times.length.to);
            expect(to).toBeLessThanOrEqual(duration);
            if (down) expect(toxic).toBeUndefined();
            else expect(toxicSchema.safeParse(toxic)).toMatchObject({ success: true });
            free = to;
          }
        },
      ),
    );
  });

  test("draws kinds by their weight", () => {
    const schedule = drawSchedule(drawnFaults(), 3_600_000, 7);
    const share = schedule.filter(({ toxic }) => toxic?.latency).length / schedule.length;

    expect(schedule.length).toBeGreaterThan(1_000);
    expect(share).toBeGreaterThan(0.37);
    expect(share).toBeLessThan(0.49);
  });
});

describe("a range", () => {
  test.each<[Range, RegExp]>([
    [{ from: "50ms", to: "1s" }, /^\d+ms$/],
    [{ from: "10us", to: "90us" }, /^\d+us$/],
    [{ from: "16B", to: "1KB" }, /^\d+B$/],
    [{ from: "1KB/s", to: "1MB/s" }, /^\d+KB\/s$/],
    [{ from: 0.1, to: 0.5 }, /^0\.\d{1,2}$/],
  ])("%j is drawn in whole units", (range, form) => {
    expect(String(drawn(range, seeded(3)))).toMatch(form);
  });

  test("gives both of its ends, and nothing beyond them", () => {
    const random = seeded(1);
    const values = Array.from({ length: 200 }, () => drawn({ from: "1ms", to: "3ms" }, random));
    const narrow = Array.from({ length: 50 }, () => drawn({ from: 0.333, to: 0.334 }, random));

    expect(new Set(values)).toEqual(new Set(["1ms", "2ms", "3ms"]));
    expect(new Set(narrow)).toEqual(new Set([0.333]));
  });
});

import fc from "fast-check";
import { toxicBody } from "../../components/toxics/body";
import { Stream, type Toxic } from "../../components/toxics/toxic";

/** An integer within these bounds: mostly small, so that toxics act within the test. */
const number = (low: number, high: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: low, max: Math.min(low + 9, high) }) },
    { weight: 1, arbitrary: fc.integer({ min: low, max: high }) },
    { weight: 1, arbitrary: fc.constantFrom(low, high) },
  );

const HOUR = 3_600_000;

/** Milliseconds, also as seconds with decimals. */
const time = (low: number, high: number) =>
  fc.tuple(number(low, high), fc.boolean()).map(([value, seconds]) => ms(value, seconds));
const ms = (value: number, seconds: boolean) => (seconds ? `${value / 1_000}s` : `${value}ms`);

const size = (low: number, high: number) => number(low, high).map(sizeText);
function sizeText(value: number): string {
  if (value % 1_000 !== 0) return `${value}B`;
  return value % 1_000_000 === 0 ? `${value / 1e6}MB` : `${value / 1e3}KB`;
}

const rateText = (value: number) => `${sizeText(value * 1_000)}/s`;

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const latency = number(0, HOUR).chain((most) =>
  fc.record({ latency: fc.constant(`${most}ms`), jitter: optional(time(0, most)) }),
);

const slicer = number(1, 32_000).chain((average) =>
  fc.record({
    averageSize: fc.constant(sizeText(average)),
    sizeVariation: optional(size(0, average - 1)),
    delay: optional(number(0, HOUR * 1_000).map((value) => `${value}us`)),
  }),
);

const kind: fc.Arbitrary<Toxic> = fc.oneof(
  fc.record({ latency }),
  fc.record({ bandwidth: fc.record({ rate: number(1, 1_000_000).map(rateText) }) }),
  fc.record({ slowClose: fc.record({ delay: time(0, HOUR) }) }),
  fc.record({ timeout: fc.record({ timeout: optional(time(1, HOUR)) }) }),
  fc.record({ resetPeer: fc.record({ timeout: optional(time(0, 20_000)) }) }),
  fc.record({ slicer }),
  fc.record({ limitData: fc.record({ bytes: size(1, 1e12) }) }),
);

const share = fc.noBias(fc.integer({ min: 0, max: 1e6 })).map((parts) => parts / 1e6);

const envelope = fc.record({
  name: optional(fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,20}$/)),
  stream: optional(fc.constantFrom(...Object.values(Stream))),
  // Most are 1, the default, so that the toxics act.
  toxicity: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: share },
  ),
});

/** Any valid toxic. */
export const anyToxic: fc.Arbitrary<Toxic> = fc
  .tuple(kind, envelope)
  .map(([toxic, around]) => ({ ...toxic, ...around }));

/** Several toxics that are valid on one proxy, so without a waiting reset. */
export const toxicsOfOneProxy = (count: number): fc.Arbitrary<Toxic[]> =>
  fc.uniqueArray(
    anyToxic.map((toxic) => (toxic.resetPeer ? { ...toxic, resetPeer: {} } : toxic)),
    {
      minLength: count,
      maxLength: count,
      size: "max",
      selector: (toxic) => toxicBody(toxic).name,
    },
  );

import { expect, test } from "vitest";
import { describeToxic, toxicBody } from "../../components/toxics/body";
import { toxicProblems } from "../../components/toxics/schema";
import { Stream, type Toxic } from "../../components/toxics/toxic";

const downstream = { stream: "downstream", toxicity: 1 };

/** Each toxic, its form in the API, and its description. */
const cases: [Toxic, object, string][] = [
  [
    { latency: { latency: "200ms", jitter: "50ms" }, toxicity: 0.3 },
    {
      name: "latency_downstream",
      type: "latency",
      stream: "downstream",
      toxicity: 0.3,
      attributes: { latency: 200, jitter: 50 },
    },
    "latency 200 ms ± 50 ms on downstream, toxicity 0.3",
  ],
  [
    { latency: { latency: "1m1.5s" }, stream: Stream.Upstream },
    {
      name: "latency_upstream",
      type: "latency",
      stream: "upstream",
      toxicity: 1,
      attributes: { latency: 61_500, jitter: 0 },
    },
    "latency 61500 ms on upstream",
  ],
  [
    { bandwidth: { rate: "1.5MB/s" }, name: "3g" },
    { name: "3g", type: "bandwidth", ...downstream, attributes: { rate: 1_500 } },
    "bandwidth 1500 KB/s on downstream",
  ],
  [
    { slowClose: { delay: "2s" } },
    {
      name: "slow_close_downstream",
      type: "slow_close",
      ...downstream,
      attributes: { delay: 2_000 },
    },
    "slow close after 2000 ms on downstream",
  ],
  [
    { timeout: {} },
    { name: "timeout_downstream", type: "timeout", ...downstream, attributes: { timeout: 0 } },
    "data lost, never closed on downstream",
  ],
  [
    { timeout: { timeout: "1h" } },
    {
      name: "timeout_downstream",
      type: "timeout",
      ...downstream,
      attributes: { timeout: 3_600_000 },
    },
    "data lost, closed after 3600000 ms without any on downstream",
  ],
  [
    { resetPeer: {}, toxicity: 0 },
    {
      name: "reset_peer_downstream",
      type: "reset_peer",
      stream: "downstream",
      toxicity: 0,
      attributes: { timeout: 0 },
    },
    "reset at the first byte on downstream, toxicity 0",
  ],
  [
    { resetPeer: { timeout: "20s" } },
    {
      name: "reset_peer_downstream",
      type: "reset_peer",
      ...downstream,
      attributes: { timeout: 20_000 },
    },
    "reset 20000 ms after the first byte on downstream",
  ],
  [
    { slicer: { averageSize: "1KB", sizeVariation: "999B", delay: "10us" } },
    {
      name: "slicer_downstream",
      type: "slicer",
      ...downstream,
      attributes: { average_size: 1_000, size_variation: 999, delay: 10 },
    },
    "slices of 1000 ± 999 B, 10 µs apart on downstream",
  ],
  [
    { slicer: { averageSize: "1B" } },
    {
      name: "slicer_downstream",
      type: "slicer",
      ...downstream,
      attributes: { average_size: 1, size_variation: 0, delay: 0 },
    },
    "slices of 1 B on downstream",
  ],
  [
    { limitData: { bytes: "1000GB" } },
    {
      name: "limit_data_downstream",
      type: "limit_data",
      ...downstream,
      attributes: { bytes: 1e12 },
    },
    "closed after 1000000000000 B on downstream",
  ],
];

test.each(cases)("%j has its form in the API and a description", (toxic, body, words) => {
  expect(toxicProblems([toxic])).toEqual([]);
  expect(toxicBody(toxic)).toEqual(body);
  expect(describeToxic(toxicBody(toxic))).toBe(words);
});

test("a toxic added by hand is described as the server reports it", () => {
  const body = { name: "n", type: "noop", stream: "upstream", toxicity: 7, attributes: {} };

  expect(describeToxic(body)).toBe("noop {} on upstream, toxicity 7");
});

test("an invalid toxic that no schema has checked is an error", () => {
  expect(() => toxicBody({})).toThrow("a toxic must be of exactly one kind: {}");
  expect(() => toxicBody({ timeout: { timeout: "soon" } })).toThrow(
    '"soon" is not a toxic\'s quantity',
  );
});

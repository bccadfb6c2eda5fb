import { expect, test } from "vitest";
import { sentence } from "../../components/schema/problems";
import { toxicProblems } from "../../components/toxics/schema";
import type { Toxic } from "../../components/toxics/toxic";

/** The problems of untyped toxics, as in a stack's file. */
const problems = (...toxics: unknown[]) => toxicProblems(toxics as Toxic[]).map(sentence);

test("reports every mistake in a quantity at once", () => {
  expect(
    problems(
      { latency: { latency: 200, jitter: "0.5ms" } },
      { latency: { latency: "-1s" } },
      { latency: { latency: "61m" } },
      { latency: { latency: "100ms", jitter: "101ms" } },
      { bandwidth: { rate: "50" } },
      { slowClose: { delay: "2" } },
      { timeout: { timeout: "0s" } },
      { resetPeer: { timeout: "21s" } },
      { slicer: { averageSize: "64", sizeVariation: "1KiB", delay: "1ns" } },
      { slicer: { averageSize: "33KB" } },
      { limitData: { bytes: "0B" } },
    ),
  ).toMatchInlineSnapshot(`
    [
      "toxics[0].latency.latency must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got 200.",
      "toxics[0].latency.jitter must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got "0.5ms".",
      "toxics[1].latency.latency must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got "-1s".",
      "toxics[2].latency.latency must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got "61m".",
      "toxics[3].latency.jitter must not be longer than latency, 100ms, got "101ms".",
      "toxics[4].bandwidth.rate must be a rate of whole KB/s (KB = 1000 B), such as "50KB/s" or "1.5MB/s", from 1KB/s to 1000MB/s: at 0, or without it, nothing ever passes, and a negative one kills the server, got "50".",
      "toxics[5].slowClose.delay must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got "2".",
      "toxics[6].timeout.timeout must be a duration of whole milliseconds with its unit, such as "5s", from 1ms to 1h, or be left out so that the connection is never closed, got "0s".",
      "toxics[7].resetPeer.timeout must be a duration of whole milliseconds with its unit, such as "500ms", up to 20s: nothing interrupts it, and the server's API waits with it, got "21s".",
      "toxics[8].slicer.averageSize must be a size with its unit, such as "64B" or "1KB" (KB = 1000 B), from 1B to 32KB: the server reads no more than 32 KiB at a time, and 0, a negative one or none kills it, got "64".",
      "toxics[8].slicer.sizeVariation must be a size with its unit, such as "16B", from 0B to less than averageSize, got "1KiB".",
      "toxics[8].slicer.delay must be a duration of whole microseconds with its unit, such as "10us", up to 1h, got "1ns".",
      "toxics[9].slicer.averageSize must be a size with its unit, such as "64B" or "1KB" (KB = 1000 B), from 1B to 32KB: the server reads no more than 32 KiB at a time, and 0, a negative one or none kills it, got "33KB".",
      "toxics[10].limitData.bytes must be a size with its unit, such as "512B" or "10KB" (KB = 1000 B), from 1B to 1000GB: at 0 the connection is closed without any data, which is resetPeer or timeout, got "0B".",
    ]
  `);
});

test("an attribute that the server needs is required", () => {
  // @ts-expect-error nothing would ever pass.
  const blocked: Toxic = { bandwidth: {} };
  // @ts-expect-error the server would die.
  const killer: Toxic = { slicer: {} };

  expect(
    problems({ latency: {} }, blocked, { slowClose: {} }, killer, { limitData: {} }),
  ).toMatchInlineSnapshot(`
    [
      "toxics[0].latency.latency must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got nothing.",
      "toxics[1].bandwidth.rate must be a rate of whole KB/s (KB = 1000 B), such as "50KB/s" or "1.5MB/s", from 1KB/s to 1000MB/s: at 0, or without it, nothing ever passes, and a negative one kills the server, got nothing.",
      "toxics[2].slowClose.delay must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got nothing.",
      "toxics[3].slicer.averageSize must be a size with its unit, such as "64B" or "1KB" (KB = 1000 B), from 1B to 32KB: the server reads no more than 32 KiB at a time, and 0, a negative one or none kills it, got nothing.",
      "toxics[4].limitData.bytes must be a size with its unit, such as "512B" or "10KB" (KB = 1000 B), from 1B to 1000GB: at 0 the connection is closed without any data, which is resetPeer or timeout, got nothing.",
    ]
  `);
});

test("reports mistakes beside a toxic's kind together with those in it", () => {
  expect(
    problems(
      { latency: { latencyy: "1s" }, colour: "red", name: "a/b", stream: "UPSTREAM", toxicity: 7 },
      { toxicity: -1, name: ".." },
      { toxicity: 0.1234567, timeout: {} },
      { toxicity: "0.3", timeout: true },
      "latency",
    ),
  ).toMatchInlineSnapshot(`
    [
      "toxics[0].latency.latency must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got nothing.",
      "toxics[0].latency.latencyy is not a setting of latency. Did you mean latency? Known: jitter, latency.",
      "toxics[0].name must be letters, digits, "_", "." and "-", a letter or digit first, 64 characters at most: it stands in the URLs of the server's API, got "a/b".",
      "toxics[0].stream must be one of upstream, downstream, got "UPSTREAM".",
      "toxics[0].toxicity must be a number from 0 to 1 with at most six decimals, which is what the server can keep, got 7.",
      "toxics[0].colour is not a setting of a toxic. Known: bandwidth, latency, limitData, name, resetPeer, slicer, slowClose, stream, timeout, toxicity.",
      "toxics[1].name must be letters, digits, "_", "." and "-", a letter or digit first, 64 characters at most: it stands in the URLs of the server's API, got "..".",
      "toxics[1].toxicity must be a number from 0 to 1 with at most six decimals, which is what the server can keep, got -1.",
      "toxics[1] must have one of latency, bandwidth, slowClose, timeout, resetPeer, slicer, limitData; it has none.",
      "toxics[2].toxicity must be a number from 0 to 1 with at most six decimals, which is what the server can keep, got 0.1234567.",
      "toxics[3].timeout must be an object with timeout, got true.",
      "toxics[3].toxicity must be a number from 0 to 1 with at most six decimals, which is what the server can keep, got "0.3".",
      "toxics[4] must be an object with bandwidth, latency, limitData, name, resetPeer, slicer, slowClose, stream, timeout, toxicity, got "latency".",
    ]
  `);
});

test("a toxic has exactly one kind", () => {
  expect(
    problems({}, { timeout: {}, resetPeer: {} }, { stream: "upstream" }),
  ).toMatchInlineSnapshot(`
    [
      "toxics[0] must have one of latency, bandwidth, slowClose, timeout, resetPeer, slicer, limitData; it has none.",
      "toxics[1] must have one kind only, not timeout and resetPeer. Write a toxic for each.",
      "toxics[2] must have one of latency, bandwidth, slowClose, timeout, resetPeer, slicer, limitData; it has none.",
    ]
  `);
});

test("toxics are an array", () => {
  expect(toxicProblems({} as Toxic[], "faults").map(sentence)).toMatchInlineSnapshot(`
    [
      "faults must be an array of toxics, such as [{ latency: { latency: "200ms" } }], got {}.",
    ]
  `);
});

test("the error for a fault that the server lacks names alternatives", () => {
  expect(
    problems(
      { packetLoss: { probability: 0.1 } },
      { packet_loss: 0.1 },
      { loss: "10%" },
      { down: true },
      { noop: {} },
    ),
  ).toMatchInlineSnapshot(`
    [
      "toxics[0].packetLoss is not a toxic of Toxiproxy 2.12.0, a TCP proxy that sees no packets. The nearest are timeout (all data of a connection is lost), limitData (all data after an amount is lost) and resetPeer (the connection is cut), each with a toxicity, which is a share of the connections, not of packets. Lost packets that TCP sends again look like latency with jitter.",
      "toxics[1].packet_loss is not a toxic of Toxiproxy 2.12.0, a TCP proxy that sees no packets. The nearest are timeout (all data of a connection is lost), limitData (all data after an amount is lost) and resetPeer (the connection is cut), each with a toxicity, which is a share of the connections, not of packets. Lost packets that TCP sends again look like latency with jitter.",
      "toxics[2].loss is not a toxic of Toxiproxy 2.12.0, a TCP proxy that sees no packets. The nearest are timeout (all data of a connection is lost), limitData (all data after an amount is lost) and resetPeer (the connection is cut), each with a toxicity, which is a share of the connections, not of packets. Lost packets that TCP sends again look like latency with jitter.",
      "toxics[3].down is not a toxic. Write \`down: true\` beside the toxics: the proxy then refuses connections, and the toxics stay.",
      "toxics[4].noop does nothing. Leave the toxic out, or set its toxicity to 0.",
    ]
  `);
});

test("two toxics of a proxy must have different names, across both streams", () => {
  expect(
    problems(
      { latency: { latency: "1s" } },
      { timeout: {}, name: "latency_downstream", stream: "upstream" },
      { latency: { latency: "2s" } },
      { latency: { latency: "2s" }, stream: "upstream" },
    ),
  ).toMatchInlineSnapshot(`
    [
      "toxics[1].name must differ from the name of toxics[0], got "latency_downstream". The default is made of kind and stream; give one of them a name.",
      "toxics[2].name must differ from the name of toxics[0], got "latency_downstream". The default is made of kind and stream; give one of them a name.",
    ]
  `);
});

test("a waiting reset must be alone on its stream", () => {
  const latency = { latency: { latency: "1s" } };
  const resetPeer = { timeout: "5s" };

  expect(problems(latency, { resetPeer })).toMatchInlineSnapshot(`
    [
      "toxics[1].resetPeer.timeout must be left out beside toxics[0], which is on downstream too, got "5s". A change of that toxic while a connection waits for its reset hangs the server until it is restarted; put one of them on the other stream.",
    ]
  `);
  expect(problems({ resetPeer }, latency)).toMatchInlineSnapshot(`
    [
      "toxics[0].resetPeer.timeout must be left out beside toxics[1], which is on downstream too, got "5s". A change of that toxic while a connection waits for its reset hangs the server until it is restarted; put one of them on the other stream.",
    ]
  `);
  expect(problems(latency, { resetPeer, stream: "upstream" })).toEqual([]);
  expect(problems(latency, { resetPeer: {} })).toEqual([]);
});

import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sentence } from "../../components/schema/problems";
import type { ToxicBody } from "../../components/toxics/body";
import { toxicProblems } from "../../components/toxics/schema";
import type { Toxic } from "../../components/toxics/toxic";
import { buildToxiproxy, portOf, startEcho, startToxiproxy, type Upstream } from "./server";

/** A toxic that the server accepts and crashes on, and the same toxic in our form. */
interface Killer {
  readonly title: string;
  readonly type: string;
  readonly attributes: Record<string, number>;
  readonly ours: object;
  readonly problem: string;
  readonly death: string;
}

const RATE =
  'toxics[0].bandwidth.rate must be a rate of whole KB/s (KB = 1000 B), such as "50KB/s" or ' +
  '"1.5MB/s", from 1KB/s to 1000MB/s: at 0, or without it, nothing ever passes, and a negative one ' +
  "kills the server";
const SIZE =
  'toxics[0].slicer.averageSize must be a size with its unit, such as "64B" or "1KB" (KB = 1000 B), ' +
  "from 1B to 32KB: the server reads no more than 32 KiB at a time, and 0, a negative one or none " +
  "kills it";
const JITTER =
  'toxics[0].latency.jitter must be a duration of whole milliseconds with its unit, such as "200ms", ' +
  "up to 1h";
const OVERFLOW = "fatal error: stack overflow";

const killers: Killer[] = [
  {
    title: "a negative bandwidth",
    type: "bandwidth",
    attributes: { rate: -1 },
    ours: { bandwidth: { rate: "-1KB/s" } },
    problem: `${RATE}, got "-1KB/s".`,
    death: "panic: runtime error: slice bounds out of range [:-100]",
  },
  {
    title: "slices of no size",
    type: "slicer",
    attributes: { average_size: 0 },
    ours: { slicer: { averageSize: "0B" } },
    problem: `${SIZE}, got "0B".`,
    death: OVERFLOW,
  },
  {
    title: "slices whose size is left out",
    type: "slicer",
    attributes: {},
    ours: { slicer: {} },
    problem: `${SIZE}, got nothing.`,
    death: OVERFLOW,
  },
  {
    title: "slices of a negative size",
    type: "slicer",
    attributes: { average_size: -1 },
    ours: { slicer: { averageSize: "-1B" } },
    problem: `${SIZE}, got "-1B".`,
    death: OVERFLOW,
  },
  {
    title: "slices that differ by more than their size",
    type: "slicer",
    attributes: { average_size: 1, size_variation: 1_000 },
    ours: { slicer: { averageSize: "1B", sizeVariation: "1KB" } },
    problem:
      'toxics[0].slicer.sizeVariation must be less than averageSize, 1B: more kills the server, got "1KB".',
    death: "panic: runtime error: slice bounds out of range",
  },
  {
    title: "a jitter of 2^62 ms",
    type: "latency",
    attributes: { latency: 0, jitter: 2 ** 62 },
    ours: { latency: { latency: "0ms", jitter: "4611686018427387904ms" } },
    problem: `${JITTER}, got "4611686018427387904ms".`,
    death: "panic: invalid argument to Int63n",
  },
];

let echo: Upstream;
beforeAll(async () => {
  [echo] = await Promise.all([startEcho(), buildToxiproxy("server")]);
});
afterAll(() => echo.stop());

test.each(killers)(
  "the server dies of $title, so we refuse it",
  async (killer) => {
    const { type, attributes, ours, problem, death } = killer;
    expect(toxicProblems([ours as Toxic]).map(sentence)).toEqual([problem]);

    const server = await startToxiproxy();
    const { listen } = await server.api.createProxy({ name: "x", port: 0, upstream: echo.address });
    const body: ToxicBody = { name: "n", type, stream: "upstream", toxicity: 1, attributes };
    expect(await server.api.addToxic("x", body)).toMatchObject({ name: "n", attributes });
    const client = connect(portOf(listen), "127.0.0.1").on("error", () => client.destroy());
    client.write(Buffer.alloc(256_000));

    expect(await server.death()).toContain(death);
    client.destroy();
  },
  60_000,
);

/** The first answer that a client gets back; empty for none within some milliseconds. */
async function answered(port: number, patience: number): Promise<string> {
  const client = connect(port, "127.0.0.1");
  const answer = once(client, "data").then(String);
  client.write("hello");
  const first = await Promise.race([answer, sleep(patience, "")]);
  client.destroy();
  return first;
}

test.each([
  { attributes: { rate: 0 }, ours: { bandwidth: { rate: "0KB/s" } }, got: '"0KB/s"' },
  { attributes: {}, ours: { bandwidth: {} }, got: "nothing" },
])("a bandwidth of $got lets nothing pass, so we refuse it", async (given) => {
  const { attributes, ours, got } = given;
  expect(toxicProblems([ours as unknown as Toxic]).map(sentence)).toEqual([`${RATE}, got ${got}.`]);

  const server = await startToxiproxy();
  const { listen } = await server.api.createProxy({ name: "x", port: 0, upstream: echo.address });
  expect(await answered(portOf(listen), 30_000)).toBe("hello");
  const body = { name: "n", type: "bandwidth", stream: "downstream", toxicity: 1 };
  await server.api.addToxic("x", { ...body, attributes: attributes as Record<string, number> });
  // A healthy proxy answers hundreds of times within this time.
  expect(await answered(portOf(listen), 500)).toBe("");
  await server.stop();
});

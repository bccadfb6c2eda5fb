import Docker from "dockerode";
import { describe, expect, test } from "vitest";
import { logLines } from "../../../components/docker/containers/output";
import type { Engine } from "../../../components/docker/host/engine";
import { piece } from "../../support/pieces";

/** An engine whose containers have all written this output, and the requests to it. */
function engineWith(output: Buffer) {
  const asked: unknown[] = [];
  const logs = async (options: unknown) => {
    asked.push(options);
    return output;
  };
  const { modem } = new Docker();
  return { engine: { modem, getContainer: () => ({ logs }) } as unknown as Engine, asked };
}

const AT = "2026-11-23T13:00:00.500000000Z";
const LATER = "2026-11-23T13:00:02.000000000Z";
const time = Date.parse(AT);

describe("the lines of a container's log", () => {
  test("are those of both streams, without Docker's headers", async () => {
    const { engine } = engineWith(
      Buffer.concat([
        piece(Buffer.from(`${AT} ready\n`)),
        piece(Buffer.from(`${LATER} no such table: carts\n`), 2),
      ]),
    );

    expect(await logLines(engine, "shop")).toEqual([
      { time, text: "ready" },
      { time: time + 1500, text: "no such table: carts" },
    ]);
  });

  test("are whole where Docker cuts one in two, even in the middle of a character", async () => {
    const bytes = Buffer.from(`${AT} größer\n`);
    const cut = bytes.indexOf("ö") + 1;
    const { engine } = engineWith(
      Buffer.concat([piece(bytes.subarray(0, cut)), piece(bytes.subarray(cut))]),
    );

    expect(await logLines(engine, "shop")).toEqual([{ time, text: "größer" }]);
  });

  test("are complete, however many there are", async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      piece(Buffer.from(`${AT} ${index}\n`)),
    );
    const { engine } = engineWith(Buffer.concat(lines));

    expect((await logLines(engine, "shop")).at(-1)).toEqual({ time, text: "19999" });
  });

  test("are none when Docker sends nothing, or only half a header", async () => {
    expect(await logLines(engineWith(Buffer.alloc(0)).engine, "shop")).toEqual([]);
    expect(await logLines(engineWith(Buffer.alloc(5)).engine, "shop")).toEqual([]);
  });

  test("begin at a time in milliseconds, although Docker accepts only seconds", async () => {
    const output = Buffer.from(`${AT} before\n${LATER} after\n`);
    const { engine, asked } = engineWith(piece(output));

    expect(await logLines(engine, "shop", { since: time + 1 })).toEqual([
      { time: time + 1500, text: "after" },
    ]);
    expect(asked).toEqual([
      {
        ...{ stdout: true, stderr: true, timestamps: true, follow: false, tail: undefined },
        since: Math.floor(time / 1000),
      },
    ]);
  });
});

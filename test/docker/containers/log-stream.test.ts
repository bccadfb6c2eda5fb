import { PassThrough } from "node:stream";
import Docker from "dockerode";
import { describe, expect, test } from "vitest";
import { followLog, readLog, refusedLog } from "../../../components/docker/containers/log-stream";
import type { Engine } from "../../../components/docker/host/engine";
import { piece } from "../../support/pieces";

const FIRST = "2026-11-27T13:00:00.500000001Z";
const NEXT = "2026-11-27T13:00:00.500000002Z";
const LAST = "2026-11-27T13:00:02.000000000Z";

/** An engine with the log of a container or a service, and what it was asked. */
function engineWith(sent: Buffer | PassThrough) {
  const asked: unknown[] = [];
  const has = (kind: string) => (id: string) => ({
    logs: async (options: object) => {
      asked.push({ kind, id, ...options });
      return sent;
    },
  });
  const { modem } = new Docker();
  const engine = { modem, getContainer: has("container"), getService: has("service") };
  return { engine: engine as unknown as Engine, asked };
}

const written = (...lines: string[]) =>
  Buffer.concat(lines.map((line) => piece(Buffer.from(`${line}\n`))));

const shop = { kind: "container", id: "shop" } as const;

describe("a log that is read", () => {
  test("has Docker's times to the nanosecond, and only what is after a stamp", async () => {
    const { engine, asked } = engineWith(written(`${FIRST} one`, `${NEXT} two`, `${LAST} three`));

    expect(await readLog(engine, shop, { after: FIRST })).toEqual([
      { stamp: NEXT, text: "two" },
      { stamp: LAST, text: "three" },
    ]);
    expect(asked).toEqual([
      {
        ...{ kind: "container", id: "shop", stdout: true, stderr: true, timestamps: true },
        ...{ follow: false, since: Math.floor(Date.parse(FIRST) / 1000), tail: undefined },
      },
    ]);
  });

  test("may be that of a Swarm's service, and only its end", async () => {
    const { engine, asked } = engineWith(written(`${FIRST} one`));

    expect(await readLog(engine, { kind: "service", id: "web" }, { tail: 1 })).toHaveLength(1);
    expect(asked).toMatchObject([{ kind: "service", id: "web", tail: 1, since: 0 }]);
  });

  test("is one line with Docker's reason where Docker has none, and nothing of what is gone", () => {
    const refused = Object.assign(new Error("driver does not support reading"), {
      statusCode: 501,
    });
    const gone = Object.assign(new Error("no such container"), { statusCode: 404 });

    expect(refusedLog(refused)).toMatchObject([
      { text: "Docker gives no log of it: driver does not support reading" },
    ]);
    expect(refusedLog(gone)).toEqual([]);
    expect(() => refusedLog(new Error("connect ECONNREFUSED"))).toThrow("connect ECONNREFUSED");
  });
});

describe("a log that is followed", () => {
  test("hands on each new line, also one that comes in two pieces, until it ends", async () => {
    const sent = new PassThrough();
    const { engine } = engineWith(sent);
    const lines: string[] = [];
    const take = ({ text }: { text: string }) => lines.push(text);

    const ended = followLog(engine, shop, FIRST, take, new AbortController().signal);
    sent.write(written(`${FIRST} known`));
    const whole = Buffer.from(`${NEXT} größer\n`);
    const cut = whole.indexOf("ö") + 1;
    sent.write(piece(whole.subarray(0, cut)));
    sent.end(piece(whole.subarray(cut)));
    await ended;

    expect(lines).toEqual(["größer"]);
  });

  test("ends with the signal", async () => {
    const ending = new AbortController();
    const { engine } = engineWith(new PassThrough());

    const ended = followLog(engine, shop, "", () => undefined, ending.signal);
    ending.abort();

    await expect(ended).resolves.toBeUndefined();
  });
});

import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { inOrder, type MergedLine, Merger } from "../../../components/command/logs/merge";
import { sinceStamp, tailOf } from "../../../components/command/logs/options";
import { localTime, Shower } from "../../../components/command/logs/show";

const line = (stamp: string, source = "shop-0ae29ba", text = stamp): MergedLine => {
  return { stamp, source, text, proxy: source.startsWith("caddy") };
};

const texts = (lines: readonly MergedLine[]) => lines.map(({ text }) => text).join(" ");

describe("lines of several logs", () => {
  test("have the order of their times; those of one time stay as they came", () => {
    const given = [line("3"), line("1", "a", "first"), line("1", "b", "second"), line("2")];

    expect(texts(inOrder(given))).toBe("first second 2 3");
  });

  test("wait for earlier lines of other logs", () => {
    let now = 0;
    const merger = new Merger(() => now);
    merger.add(line("2"));
    now = 100;
    merger.add(line("1"));
    merger.add(line("3"));

    expect(texts(merger.take())).toBe("");
    now = 250;
    expect(texts(merger.take())).toBe("1 2");
    expect(texts(merger.take())).toBe("");
    now = 350;
    expect(texts(merger.take())).toBe("3");
  });

  test("are all taken at the end", () => {
    const merger = new Merger(() => 0);
    merger.add(line("2"));
    merger.add(line("1"));

    expect(texts(merger.take(0))).toBe("1 2");
  });
});

describe("what logs prints", () => {
  const now = new Date(2026, 10, 27, 13, 2, 11, 45);
  const given = line(now.toISOString(), "caddy-3f2a9c0", '{"level":"info","msg":"hello"}');

  test("is the time of this machine, the container, and the line in short", () => {
    const shower = new Shower({ colours: false, json: false }, ["shop-0ae29ba", "caddy-3f2a9c0"]);

    expect(shower.text(given, now.getTime())).toBe("13:02:11.045 caddy-3f2a9c0 | INFO hello\n");
    expect(shower.text(line(now.toISOString(), "shop-0ae29ba", "{}"), now.getTime())).toBe(
      "13:02:11.045 shop-0ae29ba  | {}\n",
    );
  });

  test("has the day of another day", () => {
    expect(localTime(now, new Date(2026, 10, 28))).toBe("2026-11-27 13:02:11.045");
  });

  test("has a colour of each container on a terminal", () => {
    const shower = new Shower({ colours: true, json: false }, ["shop-0ae29ba"]);
    const [one, other] = ["shop-0ae29ba", "shop-2-1ab"].map((source) =>
      shower.text(line(now.toISOString(), source, "hello"), now.getTime()).slice(0, 5),
    );

    expect([one, other]).toEqual(["\u001b[36m", "\u001b[33m"]);
  });

  test("is an object a line with --json", () => {
    const shower = new Shower({ colours: true, json: true });

    expect(JSON.parse(shower.text(given))).toEqual({
      time: now.toISOString(),
      container: "caddy-3f2a9c0",
      from: "proxy",
      line: { level: "info", msg: "hello" },
    });
  });
});

describe("the options of logs", () => {
  const now = Date.parse("2026-11-27T12:00:00Z");

  test.each([
    ["10m", "2026-11-27T11:50:00.000Z"],
    ["1h30m", "2026-11-27T10:30:00.000Z"],
    ["2d", "2026-11-25T12:00:00.000Z"],
    ["2026-11-27T08:00:00Z", "2026-11-27T08:00:00.000Z"],
  ])("--since %s", (text, expected) => {
    expect(sinceStamp(text, now)).toBe(expected);
  });

  test.each(["yesterday", "10", "10m later", "5"])("--since %s is refused", (text) => {
    expect(() => sinceStamp(text)).toThrow(
      new InvalidArgumentError(
        'Write how long ago, "10m" or "1h30m", or a time, "2026-11-27T08:00".',
      ),
    );
  });

  test("--tail is a number, or all", () => {
    expect([tailOf("20"), tailOf("all")]).toEqual([20, undefined]);
    expect(() => tailOf("some")).toThrow('Write a number of lines, or "all".');
  });
});

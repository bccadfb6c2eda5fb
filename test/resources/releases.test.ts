import { describe, expect, test } from "vitest";
import { type Releases, releasesAfter } from "../../components/resources/releases";

const release = (imageId: string, options: Record<string, unknown> = {}): Releases => {
  return { release: { image: `shop:${imageId}`, imageId }, releaseOptions: options };
};

/** The releases after one took over after the other, each at the time of its place. */
const inTurn = (...all: Releases[]): Releases =>
  all.reduce<Releases>((known, next, place) => releasesAfter(known, next, `t${place}`), {});

const ids = ({ release: now, earlier = [] }: Releases) =>
  [now, ...earlier].map((each) => `${each?.imageId} ${each?.since}`);

describe("the releases that a route keeps", () => {
  test("are those that served before, the last one first, each with its time", () => {
    expect(ids(inTurn(release("1"), release("2"), release("3")))).toEqual(["3 t2", "2 t1", "1 t0"]);
  });

  test("are five beside the one that serves", () => {
    const all = ["1", "2", "3", "4", "5", "6", "7"].map((id) => release(id));

    expect(ids(inTurn(...all))).toEqual(["7 t6", "6 t5", "5 t4", "4 t3", "3 t2", "2 t1"]);
  });

  test("end before a release that comes back, so that the next way back leads further", () => {
    expect(ids(inTurn(release("1"), release("2"), release("3"), release("2")))).toEqual([
      "2 t3",
      "1 t0",
    ]);
  });

  test("tell apart what differs in other options only, which are by themselves: a secret", () => {
    expect(inTurn(release("1"), release("1", { command: ["serve"] }))).toEqual({
      release: { image: "shop:1", imageId: "1", since: "t1" },
      earlier: [{ image: "shop:1", imageId: "1", since: "t0" }],
      releaseOptions: [{ command: ["serve"] }, {}],
    });
  });

  test("stay where the release is the same", () => {
    const two = inTurn(release("1"), release("2"));

    expect(inTurn(release("1"), release("2"), release("2"))).toEqual(two);
  });

  test("begin with the image of an earlier package's containers", () => {
    const before = { release: { image: "", imageId: "1" } };

    expect(releasesAfter(before, release("2", { port: 80 }), "t1")).toEqual({
      release: { image: "shop:2", imageId: "2", since: "t1" },
      earlier: [{ image: "", imageId: "1" }],
      releaseOptions: [{ port: 80 }, {}],
    });
  });

  test.each([
    ["sha256:1", "shop:1"],
    ["registry.example.com:5000/shop@sha256:1", "shop:1"],
    ["shop:1@sha256:1", "shop:1@sha256:1"],
    ["shop:one", "shop:one"],
  ])("keep the program's name of a release that comes back as %s", (image, expected) => {
    const back = { release: { image, imageId: "1" }, releaseOptions: {} };
    const returned = inTurn(release("1"), release("2"), back);

    expect(returned.release?.image).toBe(expected);
    expect(releasesAfter(returned, back, "t3").release?.image).toBe(expected);
  });

  test("are none of a route without containers", () => {
    expect(releasesAfter(inTurn(release("1")), {}, "t1")).toEqual({});
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import { useMocks } from "../support/record";
import { allBlocks, type Block, blocksIn, documents, placeOf } from "./blocks/block";
import { dataCheck } from "./blocks/data";
import { IN_ENGINE } from "./blocks/in-engine";
import { isPrinted } from "./blocks/matching";
import { OUTPUTS } from "./blocks/outputs";
import { TRANSLATED, Treatment, treatmentOf } from "./blocks/treatment";
import { read } from "./code";

beforeAll(() => useMocks("dev"));

const blocks = allBlocks();
const named = (chosen: readonly Block[]) => chosen.map((block) => [placeOf(block), block] as const);
const treated = (...treatments: Treatment[]) =>
  named(blocks.filter((block) => treatments.includes(treatmentOf(block) as Treatment)));

/** How many blocks are tested in which way: "94 blocks: 29 compiled, …". */
const counts = Object.values(Treatment)
  .map((treatment) => [treated(treatment).length, treatment] as const)
  .filter(([count]) => count > 0)
  .map((count) => count.join(" "));

test(`a rule covers each block of the documents (${blocks.length}: ${counts.join(", ")})`, () => {
  expect(blocks.filter((block) => treatmentOf(block) === undefined).map(placeOf)).toEqual([]);
});

test("each fence starts or ends a block", () => {
  const fences = documents().map(
    (document) => [...read(document).matchAll(/^ *(```|~~~)/gm)].length,
  );

  expect(fences.reduce((sum, count) => sum + count)).toBe(2 * blocks.length);
});

describe("data that the documents print", () => {
  const data = blocks.filter((block) => block.notRun === undefined && dataCheck(block));

  test.each(named(data))("is accepted where a person would put it: %s", (_, block) => {
    dataCheck(block)?.(block);
  });
});

describe("an output that the documents print", () => {
  const compared = blocks.flatMap((block) => {
    const [words] = Object.keys(OUTPUTS).filter((each) => block.text.startsWith(each));
    return words === undefined ? [] : [[placeOf(block), block, OUTPUTS[words]] as const];
  });

  test.each(compared)("is the real one: %s", (_, { text }, real) => {
    const output = real?.() ?? "";

    expect(isPrinted(text, output, true) ? text : output).toBe(text);
  });

  test.each(Object.entries(IN_ENGINE))("is compared on the real engine: %s", (words, name) => {
    const source = read(`test/engine/${name}.test.ts`);

    expect(source.includes(`printed(${JSON.stringify(words)})`)).toBe(true);
  });
});

test.each(Object.entries(TRANSLATED))("%s has the blocks of %s", (translation, original) => {
  const texts = (document: string) => blocksIn(document).map(({ text }) => text);

  expect(texts(translation)).toEqual(texts(original));
});

test("a printed output may leave out lines and parts of them, and nothing else", () => {
  const real = "a 1\nb 2\nc 3 x\nd 4\n";

  expect(isPrinted("a 7\n…\nd 8\n", real)).toBe(true);
  expect(isPrinted("b 2\nc …\n", real, true)).toBe(true);
  expect(isPrinted("a 1\nc 3 x\n", real)).toBe(false);
  expect(isPrinted("a 7\n", real, true)).toBe(false);
});

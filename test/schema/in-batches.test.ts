import { expect, test } from "vitest";
import { inBatches } from "../../components/schema/in-batches";

test("questions that come during an answer share the next one, by their kind", async () => {
  const batches: string[][] = [];
  const ask = inBatches(
    (word: string) => word[0],
    async (words) => {
      batches.push([...words]);
      await new Promise((resolve) => setTimeout(resolve));
      return words.map((word) => word.toUpperCase());
    },
  );
  const first = ask("a1");
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  const rest = [ask("a2"), ask("b1"), ask("a3")];

  expect(await Promise.all([first, ...rest])).toEqual(["A1", "A2", "B1", "A3"]);
  expect(await ask("a4")).toBe("A4");
  expect(batches).toEqual([["a1"], ["b1"], ["a2", "a3"], ["a4"]]);
});

test("a failure is that of its batch alone", async () => {
  let failing = true;
  const ask = inBatches(
    () => "one kind",
    async (words: readonly string[]) => {
      if (failing) throw new Error("no");
      return words;
    },
  );

  await expect(Promise.all([ask("a"), ask("b")])).rejects.toThrow("no");
  failing = false;
  expect(await ask("c")).toBe("c");
});

import { expect, test } from "vitest";
import { cleanUp, later } from "../../bench/lib/cleanup.mjs";

test("what is registered is taken away once, the youngest first", async () => {
  const order: string[] = [];
  const first = later(() => order.push("first"));
  later(() => order.push("second"));
  const third = later(() => order.push("third"));

  await third();
  await cleanUp();
  await first();

  expect(order).toEqual(["third", "second", "first"]);
});

import { expect, test, vi } from "vitest";
import { poll } from "../../components/docker/poll";

test("polling ends with the first result", async () => {
  const look = vi.fn(async () => (look.mock.calls.length === 3 ? "found" : undefined));

  expect(await poll(look, { interval: 1 })).toBe("found");
  expect(look.mock.calls).toEqual([[false], [false], [false]]);
});

test("polling makes one more attempt when the time is over", async () => {
  const look = vi.fn(async () => undefined);

  expect(await poll(look, { interval: 1, timeout: 0 })).toBeUndefined();
  expect(look.mock.calls).toEqual([[true]]);
});

test("polling fails with the error of an attempt", async () => {
  const look = async (late: boolean) => {
    if (late) throw new Error("too late");
    return undefined;
  };

  await expect(poll(look, { interval: 1, timeout: 5 })).rejects.toThrow("too late");
});

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { privatePrefix } from "../../components/declare/owner";
import { labelPrefix } from "../../components/schema/values";
import { useMocks } from "../support/record";

beforeAll(() => useMocks());

const prefixOf = (project: string, stack: string) => {
  useMocks(stack, project);
  return privatePrefix();
};

/** The labels that the plugin reads with a prefix. */
const read = (prefix: string) => new RegExp(`^${prefix.replace(/\./g, "\\.")}(_\\d+)?(\\.|$)`);

const name = fc.stringMatching(/^[A-Za-z0-9_.-]{1,8}$/);

describe("the private prefix of a stack's labels", () => {
  test("is readable, and names project and stack", () => {
    expect(prefixOf("gatehouse", "dev")).toMatch(/^gatehouse-dev-[0-9a-f]{6}$/);
  });

  test("is one that an entry point accepts", () => {
    fc.assert(
      fc.property(name, name, (project, stack) => {
        expect(labelPrefix.safeParse(prefixOf(project, stack)).success).toBe(true);
      }),
    );
  });

  test("is not another stack's, nor the beginning of its labels", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, name), { minLength: 2, selector: String }),
        (all) => {
          const prefixes = all.map(([project, stack]) => prefixOf(project, stack));
          const pairs = prefixes.flatMap((one, at) =>
            prefixes.filter((_, other) => other !== at).map((other) => [one, other] as const),
          );

          for (const [one, other] of pairs) {
            expect(`${one}.reverse_proxy`).not.toMatch(read(other));
            expect(`${one}_0`).not.toMatch(read(other));
          }
        },
      ),
    );
  });

  test("differs for names that differ only in punctuation, case or where they are split", () => {
    const alike = [
      prefixOf("shop", "dev-1"),
      prefixOf("shop", "dev_1"),
      prefixOf("shop", "Dev.1"),
      prefixOf("shop-dev", "1"),
    ];

    expect(alike.every((each) => /^shop-dev-1-[0-9a-f]{6}$/.test(each))).toBe(true);
    expect(new Set(alike).size).toBe(4);
  });
});

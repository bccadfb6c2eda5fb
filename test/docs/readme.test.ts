import { describe, expect, test } from "vitest";
import { blocksOf, complaints, printedServices, read } from "./code";

describe("the README", () => {
  test("shows the compiler's words on a typing error in its service", () => {
    const printed = blocksOf(read("README.md"))("").find((text) => text.includes("heath"));
    const wrong = { "services.ts": printedServices().replace("health:", "heath:") };
    const [words] = complaints(wrong)["services.ts"] ?? [];

    expect(printed).toBe(
      `$ npm run pulumi -- preview\nThe program does not pass the type check:\n  services.ts(…): error TS2561: ${words}\n`,
    );
  });

  test("has at most 160 lines", () => {
    expect(read("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(160);
  });
});

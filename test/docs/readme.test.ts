import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, ProxiedService, ProxyNetwork } from "../../components";
import { parseStackFile } from "../../program";
import { useMocks } from "../support/record";
import { blocksOf, complaints, printedServices, read } from "./code";

beforeAll(() => useMocks("dev"));

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

describe("the program's error messages", () => {
  const error = (document: string) =>
    (blocksOf(read(document))("").find((text) => text.startsWith("error: ")) ?? "")
      .replace(/^error: /, "")
      .trimEnd();

  test("of a service are those of docs/routes.md", () => {
    const entry = new CaddyProxy("caddy", { network: new ProxyNetwork("net") });
    const wrong = { port: 80.5, hosts: ["https://shop.localhost/cart"], image: "shop:1" };

    expect(() => new ProxiedService("shop", { entry, ...wrong })).toThrow(error("docs/routes.md"));
  });

  test("of a stack's file are those of docs/environments.md", () => {
    const wrong = { proxy: { httpPort: "eighty" }, netwrok: "proxy_net" };

    expect(() => parseStackFile(wrong)).toThrow(error("docs/environments.md"));
  });
});

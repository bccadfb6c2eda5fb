import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, ProxiedService, ProxyNetwork } from "../../components";
import { parseSettings } from "../../settings";
import { useMocks } from "../components/record";
import { blocksOf, complaints } from "./code";

const root = resolve(__dirname, "../..");
const blocks = blocksOf(readFileSync(join(root, "README.md"), "utf8"));

beforeAll(() => useMocks("dev"));

describe("the README", () => {
  test("shows code that compiles", () => {
    const [service = "", ...programs] = blocks("ts");
    const outputs = programs.pop();
    const entry =
      'import type { CaddyProxy } from "gatehouse";\ndeclare const entry: CaddyProxy;\n';
    const context = `import { ProxiedService } from "gatehouse";\n${entry}`;
    const wrong = "const port: string = 80;\nexport { port };";

    expect(programs).toHaveLength(5);
    expect(
      complaints([
        `${context}${service}`,
        `${entry}${outputs}`,
        ...programs.map((program) => `${program}\nexport {};`),
        wrong,
      ]),
    ).toEqual([[], [], [], [], [], [], [], ["Type 'number' is not assignable to type 'string'."]]);
  });

  test("shows the refusals as they are", () => {
    const [service = "", settings = ""] = blocks("").filter((text) => text.startsWith("error: "));
    const entry = new CaddyProxy("caddy", { network: new ProxyNetwork("net") });
    const wrong = { port: 80.5, hosts: ["https://shop.localhost/cart"], image: "shop:1" };
    const config = { proxy: { httpPort: "eighty" }, netwrok: "proxy_net" };

    expect(() => new ProxiedService("shop", { entry, ...wrong })).toThrow(message(service));
    expect(() => parseSettings(config)).toThrow(message(settings));
  });
});

test("the document on Swarm shows a program that compiles", () => {
  const [program = ""] = blocksOf(readFileSync(join(root, "docs/swarm.md"), "utf8"))("ts");
  expect(complaints([program])).toEqual([[]]);
});

const message = (block: string) => block.replace(/^error: /, "").trimEnd();

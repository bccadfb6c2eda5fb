import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, ProxiedService, ProxyNetwork } from "../../components";
import { readYaml } from "../../components/schema/yaml";
import { parseStackFile } from "../../program";
import { useMocks } from "../support/record";
import { blocksOf, read } from "./code";

const blocks = blocksOf(read("README.md"));

beforeAll(() => useMocks("dev"));

describe("the README", () => {
  test("shows the program's actual error messages", () => {
    const [service = "", settings = ""] = blocks("").filter((text) => text.startsWith("error: "));
    const entry = new CaddyProxy("caddy", { network: new ProxyNetwork("net") });
    const wrong = { port: 80.5, hosts: ["https://shop.localhost/cart"], image: "shop:1" };
    const config = { proxy: { httpPort: "eighty" }, netwrok: "proxy_net" };
    const file = read("Pulumi.dev.yaml").replace("gatehouse:network:", "gatehouse:netwrok:");
    const { line } = readYaml(file, "Pulumi.dev.yaml");

    expect(() => new ProxiedService("shop", { entry, ...wrong })).toThrow(message(service));
    expect(() => parseStackFile(config, {}, [], (path) => line(["config", ...path]))).toThrow(
      message(settings),
    );
  });
});

const message = (block: string) => block.replace(/^error: /, "").trimEnd();

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { browserCommand } from "../../components/command/open/browser";
import { gatehouse } from "./console";
import { fakePulumi } from "./pulumi";

/** The state of a real stack, with the services shop, slow, labelled, hello and old. */
const state = readFileSync(join(__dirname, "stack/state.json"), "utf8");

const open = (...args: string[]) =>
  gatehouse(["open", ...args], "", fakePulumi({ "stack export": state }));

describe("gatehouse open", () => {
  it("prints the URL of a service with --json", async () => {
    const { code, out } = await open("shop", "--json");
    expect({ code, ...JSON.parse(out) }).toEqual({
      code: 0,
      stack: "dev",
      service: "shop",
      url: "https://shop.localhost:24675",
    });
  });

  it("takes the stack's first URL without a service", async () => {
    expect(JSON.parse((await open("--json")).out)).toEqual({
      stack: "dev",
      url: "https://shop.localhost:24675",
    });
  });

  it("names the services that have a URL, and the most similar one", async () => {
    expect(await open("shpo")).toEqual({
      code: 2,
      out: "",
      err: `gatehouse: stack "dev" has no service "shpo" with a URL. Did you mean shop?
Those with a URL: hello, labelled, old, path, shop, slow.
`,
    });
  });

  it("refuses a stack without a URL", async () => {
    const none = JSON.stringify({ deployment: {} });
    const { code, err } = await gatehouse(["open"], "", fakePulumi({ "stack export": none }));
    expect({ code, err }).toEqual({
      code: 1,
      err: 'gatehouse: stack "dev" has no URL. Deploy it first: gatehouse up\n',
    });
  });
});

describe("the browser", () => {
  const url = "https://shop.localhost:8443/?a=1&b=2";

  it.each([
    ["darwin", {}, ["open", url]],
    ["win32", {}, ["rundll32", "url.dll,FileProtocolHandler", url]],
    ["linux", { DISPLAY: ":0" }, ["xdg-open", url]],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, ["xdg-open", url]],
    ["linux", {}, undefined],
  ] as const)("on %s with %j", (platform, env, command) => {
    expect(browserCommand(url, platform, env)).toEqual(command);
  });
});

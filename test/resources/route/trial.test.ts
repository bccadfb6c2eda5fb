import { describe, expect, test } from "vitest";
import { refusalsOf, type TriedRoute, tryRoute } from "../../../components/resources/route/trial";
import { engineWith, type Present } from "./trial-engine";

const NO = "no such file";

function route(name: string, respond: string): TriedRoute {
  return {
    docker: { url: "unix:///var/run/docker.sock" },
    ...{ name: `gatehouse/dev/${name}`, proxy: "server", controller: "controller" },
    labels: { p: `${name}.localhost`, "p.respond": respond },
  };
}

function present(
  id: string,
  labels: Readonly<Record<string, string>>,
  aliases?: string[],
): Present {
  const NetworkSettings = { Networks: { net: { IPAddress: "", Aliases: aliases ?? null } } };
  const created = { Created: new Date(id.length).toISOString() };
  return {
    listed: { Id: id, ...{ Labels: labels, NetworkSettings } },
    inspected: { Id: id, ...created, Config: { Labels: labels }, NetworkSettings },
  };
}

const holder = (name: string, respond: string, id = name) =>
  present(id, { ...route(name, respond).labels, "gatehouse.route": `gatehouse/dev/${name}` });

const SHOP = "shop.localhost {\n\trespond new\n}\n";
const BLOG = "blog.localhost {\n\trespond old\n}\n";

/** Caddy refuses each text that has one of these words. */
const refusing =
  (...words: string[]) =>
  (text: string) =>
    words.some((word) => text.includes(word)) ? NO : undefined;

async function tried(
  containers: readonly Present[],
  refusal: (text: string) => string | undefined,
  ...routes: readonly [TriedRoute, ...TriedRoute[]]
) {
  const { engine, asked, removed } = engineWith(containers, refusal);
  const found = await refusalsOf(engine, routes, routes[0]);
  expect(removed()).toBe(asked.length);
  return { found, texts: asked.map(({ text }) => text) };
}

describe("the labels of a route are", () => {
  const shop = route("shop", "new");

  test("accepted with all others, in place of those of its holders", async () => {
    const before = [holder("blog", "old"), holder("shop", "old"), holder("shop", "older", "two")];

    expect(await tried(before, () => undefined, shop)).toEqual({
      found: [undefined],
      texts: [BLOG + SHOP],
    });
  });

  test("tried beside the newest holder of a route that changes", async () => {
    const before = [holder("blog", "old", "newer"), holder("blog", "older", "older")];

    expect((await tried(before, () => undefined, shop)).texts).toEqual([BLOG + SHOP]);
  });

  test("tried once with those of other routes", async () => {
    const { found, texts } = await tried([], () => undefined, shop, route("blog", "old"));

    expect(found).toEqual([undefined, undefined]);
    expect(texts).toEqual([BLOG + SHOP]);
  });

  test("refused where Caddy accepts the others without them", async () => {
    const routes = [shop, route("blog", "bad")] as const;

    expect((await tried([], refusing("bad"), ...routes)).found).toEqual([undefined, NO]);
  });

  test("refused where Caddy only refuses them together", async () => {
    const clash = (text: string) =>
      text.includes("blog") && text.includes("shop") ? NO : undefined;

    expect((await tried([], clash, shop, route("blog", "old"))).found).toEqual([NO, NO]);
  });

  test("accepted where Caddy refuses those of others already", async () => {
    const { found, texts } = await tried([holder("blog", "bad")], refusing("bad"), shop);

    expect(found).toEqual([undefined]);
    expect(texts.at(-1)).toBe(SHOP);
  });

  test("refused for their own site where Caddy refuses those of others already", async () => {
    const routes = [route("shop", "worse")] as const;

    expect(
      (await tried([holder("blog", "bad")], refusing("bad", "worse"), ...routes)).found,
    ).toEqual([NO]);
  });

  test("accepted where Caddy refuses what others have in their site", async () => {
    const other = present("other", { p: "shop.localhost", "p.log": "bad" });

    expect((await tried([other], refusing("bad"), shop)).found).toEqual([undefined]);
  });

  test("accepted beside a container that the update deletes", async () => {
    const aliases = ["shop.dev.gatehouse"];
    const old = present("old", { p: "shop.localhost", "p.log": "bad" }, aliases);
    const newer = present("newer", {}, aliases);

    expect(await tried([newer, old], refusing("bad"), shop)).toMatchObject({
      found: [undefined],
      texts: [expect.stringContaining("bad"), SHOP],
    });
  });
});

test("labels with a template that only the plugin knows are not tried", async () => {
  const docker = { url: "unix:///nowhere.sock" };

  await tryRoute({ ...route("shop", "{{now}}"), docker });
  await expect(tryRoute({ ...route("shop", '{{"now"}}'), docker })).rejects.toThrow("nowhere.sock");
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exactImage } from "../../components/command/rollback/image";
import { optionsBefore, otherOptions } from "../../components/command/rollback/options";
import { pinKey, planOf } from "../../components/command/rollback/plan";
import { rolledBackText } from "../../components/command/rollback/report";
import { readDeployed } from "../../components/command/stack/deployed";
import type { DeployedService } from "../../components/command/stack/model";
import type { Engine } from "../../components/docker/host/engine";
import type { Release } from "../../components/resources/releases";
import { gatehouse } from "./console";
import { fakePulumi } from "./pulumi";

/** The state of a real stack. */
const STATE = readFileSync(join(__dirname, "stack/state.json"), "utf8");

const NOW = { image: "shop:2", imageId: "sha256:2" };
const BEFORE = { image: "shop:1", imageId: "sha256:1" };

/** The state in which routes keep these releases. */
function stateWith(releases: Readonly<Record<string, { release?: Release; earlier?: Release[] }>>) {
  const state = JSON.parse(STATE);
  for (const { urn, outputs } of state.deployment.resources) {
    const name = urn
      .split("::")
      .at(-1)
      .replace(/-route$/, "");
    if (urn.endsWith("-route")) Object.assign(outputs, releases[name]);
  }
  return JSON.stringify(state);
}

async function deployed(releases: Parameters<typeof stateWith>[0]) {
  const { findPulumi } = fakePulumi({ "stack export": stateWith(releases) });
  return readDeployed(await findPulumi(), "dev");
}

const secretOf = (value: unknown) => ({ plaintext: JSON.stringify(value) });

const shop = { shop: { release: NOW, earlier: [BEFORE] } };

describe("the way back of a service", () => {
  test("leads to its last release", async () => {
    expect(planOf(await deployed(shop), "shop")).toMatchObject({
      service: { name: "shop" },
      now: NOW,
      before: BEFORE,
    });
  });

  test("has the other options that changed, which the state keeps as a secret", async () => {
    const { services } = await deployed(shop);
    const [service] = services.filter(({ name }) => name === "shop");
    const kept = [
      { "environment.A": "2", "environment.B": "2", port: 80 },
      { "environment.A": "1", command: ["serve"], port: 80 },
    ];
    const route = { parent: service?.urn, outputs: { releaseOptions: secretOf(kept) } };
    const exported = JSON.stringify({ deployment: { resources: [{ parent: "other" }, route] } });
    const { findPulumi, calls } = fakePulumi({ "stack export --show-secrets": exported });

    expect(await optionsBefore(await findPulumi(), "dev", service as DeployedService)).toEqual({
      "environment.A": "1",
      "environment.B": null,
      command: ["serve"],
    });
    expect(calls).toEqual(["stack export --show-secrets --stack dev | captured"]);
  });

  test("keeps the options where those of an earlier package are unknown", () => {
    expect(otherOptions({ port: 80 }, {})).toEqual({});
  });

  test("needs no name where one service has a release before", async () => {
    expect(planOf(await deployed(shop), undefined).service.name).toBe("shop");
  });

  test("needs a name of several, and of none", async () => {
    const both = await deployed({ ...shop, slow: shop.shop });
    const none = await deployed({});

    expect(() => planOf(both, undefined)).toThrow(
      "name the service: several have a release before the one that serves, shop, slow.",
    );
    expect(() => planOf(none, undefined)).toThrow(
      'no service of stack "dev" has a release before the one that serves.',
    );
  });

  test.each([
    [
      "shop",
      'service "shop" has no release before this one that the state knows. The state keeps the releases that a ' +
        "later one replaced, from the first update with this version of the package on.",
    ],
    [
      "hello",
      'service "hello" is a StaticSite, and only ProxiedService and ProxiedTcp keep their releases.',
    ],
    ["shp", 'stack "dev" has no service "shp". Did you mean shop?'],
  ])("is refused: %s", async (name, message) => {
    const found = await deployed({});

    expect(() => planOf(found, name)).toThrow(message);
  });
});

describe("the image of before", () => {
  const engine = (image: object) => ({ getImage: () => image }) as unknown as Engine;
  const missing = Object.assign(new Error("no such image"), { statusCode: 404 });
  const there = (digests: string[]) => engine({ inspect: async () => ({ RepoDigests: digests }) });
  const gone = (distribution: () => Promise<object>) =>
    engine({ inspect: () => Promise.reject(missing), distribution });

  test.each([
    [["other@sha256:b", "shop@sha256:a"], "shop@sha256:a"],
    [["mirror.example.com/shop@sha256:c"], "mirror.example.com/shop@sha256:c"],
    [[], "sha256:1"],
  ])("is named by its digest, else its id: %j", async (digests, expected) => {
    expect(await exactImage(there(digests), BEFORE)).toBe(expected);
  });

  test("may be pulled by the digest that the program had", async () => {
    const release = { ...BEFORE, image: "shop:1@sha256:a" };

    expect(
      await exactImage(
        gone(async () => ({})),
        release,
      ),
    ).toBe("shop:1@sha256:a");
    await expect(
      exactImage(
        gone(() => Promise.reject(new Error("no route to host"))),
        release,
      ),
    ).rejects.toThrow(
      'the Docker host no longer has image sha256:1, and can\'t pull "shop:1@sha256:a" (no route to host).',
    );
  });

  test("is lost with the host's copy where the program had no digest", async () => {
    await expect(
      exactImage(
        gone(async () => ({})),
        BEFORE,
      ),
    ).rejects.toThrow(
      'the Docker host no longer has image sha256:1, and "shop:1" may be another by now.',
    );
  });
});

describe("the report", () => {
  const since = "2026-11-26T10:00:00.000Z";

  test("says what is back, what is not, and how the program gets to have it", async () => {
    const plan = planOf(
      await deployed({ shop: { release: NOW, earlier: [{ ...BEFORE, since }] } }),
      "shop",
    );

    const pinned = { image: "shop@sha256:a", options: ["command", "environment.A"] };

    expect(rolledBackText(plan, pinned, "acme/shop/prod")).toMatch(
      new RegExp(
        [
          "",
          "shop is back at image shop:1, which took over at [\\d-]* ?\\d\\d:\\d\\d:\\d\\d, with command, environment\\.A as before\\.",
          "Pulumi\\.prod\\.yaml has it as gatehouse:releases\\.shop, until you clear it\\. Commit the file\\.",
          'In the program, write image: "shop:1", and command, environment\\.A as before\\. Then:',
          "  gatehouse rollback --clear shop --stack acme/shop/prod",
          "",
        ].join("\n"),
      ),
    );
  });
});

test.each([
  ["shop", "gatehouse:releases.shop"],
  ["my.shop", 'gatehouse:releases["my.shop"]'],
])("the key of the pin of %s", (service, expected) => {
  expect(pinKey(service)).toBe(expected);
});

describe("gatehouse rollback --clear", () => {
  const pins = (releases: object) => ({ "config get": JSON.stringify(releases) });

  test("removes the pin, and runs up", async () => {
    const { findPulumi, calls } = fakePulumi(pins({ shop: { image: "shop:1" }, chat: {} }));

    expect(
      await gatehouse(["rollback", "--clear", "shop", "--stack", "dev"], "", { findPulumi }),
    ).toEqual({ code: 0, out: "\nshop has the release of the program again.\n", err: "" });
    expect(calls.filter((call) => !call.startsWith("config get"))).toEqual([
      "config rm --path gatehouse:releases.shop --stack dev | captured",
      "up --yes --skip-preview --suppress-progress --stack dev",
    ]);
  });

  test("puts the pin back where up fails", async () => {
    const answers = { ...pins({ shop: { image: "shop:1" } }), up: 1 };
    const { findPulumi, calls } = fakePulumi(answers);

    expect(
      await gatehouse(["rollback", "--clear", "shop", "--stack", "dev"], "", { findPulumi }),
    ).toEqual({
      ...{ code: 1, out: "" },
      err: "gatehouse: up did not succeed. The configuration is again as it was.\n",
    });
    expect(calls.filter((call) => !call.startsWith("config get"))).toEqual([
      "config rm gatehouse:releases --stack dev | captured",
      "up --yes --skip-preview --suppress-progress --stack dev",
      "config rm gatehouse:releases --stack dev | captured",
      "config set --path gatehouse:releases.shop.image shop:1 --stack dev | captured",
    ]);
  });

  test("refuses a service without a pin, and asks outside dev", async () => {
    const { findPulumi } = fakePulumi(pins({}));

    expect(
      await gatehouse(["rollback", "--clear", "shop", "--stack", "dev"], "", { findPulumi }),
    ).toEqual({
      ...{ code: 1, out: "" },
      err: 'gatehouse: nothing pins service "shop" in stack "dev".\n',
    });
    const asked = await gatehouse(["rollback", "shop", "--stack", "prod"], "", { findPulumi });
    expect([asked.code, asked.err.split(",")[0]]).toEqual([
      2,
      'gatehouse: "gatehouse rollback" asks before it changes stack "prod"',
    ]);
  });
});

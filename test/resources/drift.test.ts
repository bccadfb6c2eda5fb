import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { type Seen, watchingDrift } from "../../components/resources/drift";
import { fakeEngine } from "../support/fake-engine";

interface Props {
  readonly docker: { readonly url: string };
  readonly size: number;
}

const AT = { url: "unix:///var/run/docker.sock" };
const PROPS: Props = { docker: AT, size: 1 };
const NONE = {} as Props;

/** A resource whose look finds this, and the properties that its own functions got. */
function resource(seen: Seen | Error, failures: pulumi.dynamic.CheckFailure[] = []) {
  const got: unknown[] = [];
  const provider = watchingDrift<Props>(
    {
      check: async (_olds, inputs) => ({ inputs, failures }),
      create: async (props) => {
        got.push(props);
        return { id: "id", outs: props };
      },
      update: async (_id, olds, news) => {
        got.push(olds, news);
        return { outs: news };
      },
      diff: async (_id, olds, news) => {
        got.push(olds, news);
        return { changes: olds.size !== news.size };
      },
    },
    async () => {
      if (seen instanceof Error) throw seen;
      return seen;
    },
  );
  return { provider: provider as Required<typeof provider>, got };
}

describe("a look at the Docker host", () => {
  test("finds nothing: neither an input nor a change", async () => {
    const { provider } = resource({});

    expect(await provider.check(PROPS, PROPS)).toEqual({ inputs: PROPS, failures: [] });
    expect(await provider.diff("id", PROPS, PROPS)).toEqual({ changes: false });
  });

  test("finds changes: an input that says so, and an update that repairs it", async () => {
    const { provider, got } = resource({ changed: ["it is stopped", "it is small"] });
    const { inputs } = await provider.check(PROPS, PROPS);

    expect(inputs).toEqual({ ...PROPS, drift: "it is stopped; it is small" });
    expect(await provider.diff("id", PROPS, inputs as Props)).toEqual({ changes: true });
    expect(await provider.update("id", PROPS, inputs as Props)).toEqual({ outs: PROPS });
    expect(got).toEqual([PROPS, PROPS, PROPS, PROPS]);
  });

  test("no longer finds what an update has repaired, which the state's inputs still have", async () => {
    const { provider } = resource({});
    const repaired = { ...PROPS, drift: "it was stopped" };

    expect(await provider.check(repaired, PROPS)).toEqual({ inputs: PROPS, failures: [] });
  });

  test("finds that something is gone: a failure with the fix", async () => {
    const { provider } = resource({ gone: ["container 0123456789ab", "container abcdef012345"] });
    const { failures } = await provider.check(PROPS, PROPS);

    expect(failures).toEqual([
      {
        property: "",
        reason:
          "container 0123456789ab and container abcdef012345 are gone from the Docker host " +
          `${AT.url}. Run the command again with --refresh: Pulumi then knows, and up creates what is missing.`,
      },
    ]);
  });

  test("reports an engine that gives no answer", async () => {
    const { provider } = resource(new Error("no answer within 20 s"));
    const { failures } = await provider.check(PROPS, PROPS);

    expect(failures).toEqual([{ property: "", reason: "no answer within 20 s" }]);
  });
});

describe("no look", () => {
  test.each([
    ["at a resource that the state lacks", NONE, PROPS],
    ["at one that moves to another host", PROPS, { ...PROPS, docker: { url: "ssh://me@other" } }],
  ])("%s", async (_, olds, news) => {
    const { provider } = resource(new Error("asked"));

    expect(await provider.check(olds, news)).toMatchObject({ inputs: news, failures: [] });
  });

  test("where the arguments are wrong already", async () => {
    const wrong = [{ property: "size", reason: "is too small" }];
    const { provider } = resource(new Error("asked"), wrong);

    expect(await provider.check(PROPS, PROPS)).toEqual({ inputs: PROPS, failures: wrong });
  });
});

test.each([
  ["listed", "a".repeat(64), "container shop-1 (aaaaaaaaaaaa)"],
  ["new", "b".repeat(64), "container bbbbbbbbbbbb"],
])(
  "a %s container that is removed during an update is named, and what to do",
  async (_, id, named) => {
    const listed = { Id: "a".repeat(64), Names: ["/shop-1"], State: "running", Labels: {} };
    const fake = await fakeEngine({ "GET /containers/json": { body: [listed] } });
    const fails = async () => {
      throw new Error(`Docker can't inspect container x: No such container: ${id} (HTTP 404)`);
    };
    const provider = watchingDrift<Props>(
      { create: fails, update: fails, diff: async () => ({ changes: true }) },
      async () => ({}),
    );
    const props = { docker: fake.host, size: 1 };
    const sentence =
      `${named} is gone from the Docker host ${fake.host.url}. Run the command again with --refresh: ` +
      "Pulumi then knows, and up creates what is missing.";
    try {
      await expect(provider.create(props)).rejects.toThrow(new Error(sentence));
      await expect(provider.update?.("id", props, props)).rejects.toThrow(new Error(sentence));
    } finally {
      await fake.stop();
    }
  },
);

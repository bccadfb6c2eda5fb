import { describe, expect, it } from "vitest";
import { gatehouse } from "./console";
import { fakePulumi } from "./pulumi";

const volume = {
  urn: "urn:pulumi:dev::shop::gatehouse:index:CaddyProxy$docker:index/volume:Volume::caddy-data",
  type: "docker:index/volume:Volume",
  id: "caddy_data",
  outputs: { name: "caddy_data" },
};

/** What `pulumi stack export` prints for a stack with one volume. */
const exported = (protect: boolean) =>
  JSON.stringify({ deployment: { resources: [{ ...volume, protect }] } });

describe("gatehouse down", () => {
  it("destroys dev without asking, and names the way to remove its history", async () => {
    const { findPulumi, calls } = fakePulumi({ "stack export": exported(false) });
    expect(await gatehouse(["down"], "", { findPulumi })).toEqual({
      code: 0,
      out: 'Stack "dev" has nothing deployed. To remove its history too: npx pulumi stack rm dev\n',
      err: "",
    });
    expect(calls.at(-1)).toBe(
      "destroy --refresh --yes --skip-preview --suppress-progress --stack dev",
    );
  });

  it("refuses a stack that protects something, before it asks Pulumi", async () => {
    const { findPulumi, calls } = fakePulumi({ "stack export": exported(true) });
    expect(await gatehouse(["down", "--stack", "prod", "--yes"], "", { findPulumi })).toEqual({
      code: 1,
      out: "",
      err: `gatehouse: stack "prod" protects volume caddy_data. Nothing was changed.
To remove it all the same, with its certificates, first lift the protection:
  npx pulumi state unprotect --all --stack prod
`,
    });
    expect(calls).toEqual(["stack export --stack prod | captured"]);
  });

  it("leaves the question to Pulumi's preview outside dev", async () => {
    const { findPulumi, calls } = fakePulumi({ "stack export": exported(false) });
    await gatehouse(["down", "--stack", "prod"], "", { findPulumi, answer: "" });
    expect(calls.at(-1)).toBe("destroy --refresh --suppress-progress --stack prod");
  });

  it("prints one document with --json", async () => {
    const { findPulumi, calls } = fakePulumi({ "stack export": exported(false) });
    const { out } = await gatehouse(["down", "--json"], "", { findPulumi });
    expect(JSON.parse(out)).toEqual({ stack: "dev", removed: true });
    expect(calls.at(-1)).toMatch(/ 1>&2$/);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gatehouse } from "./console";
import { fakePulumi } from "./pulumi";

/** What `pulumi stack export` prints for a stack that exports a URL. */
const exported = JSON.stringify({
  deployment: {
    resources: [
      {
        urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
        type: "pulumi:pulumi:Stack",
        outputs: { proxy: "caddy", urls: ["https://shop.localhost:8443"] },
      },
    ],
  },
});

describe("gatehouse up", () => {
  it("deploys dev without a preview, and prints the URLs", async () => {
    const { findPulumi, calls } = fakePulumi({
      "stack --show-name": 255,
      "stack export": exported,
    });
    expect(await gatehouse(["up"], "", { findPulumi })).toEqual({
      code: 0,
      out: "\nURLs:\n  https://shop.localhost:8443\n",
      err: "",
    });
    expect(calls).toEqual([
      "stack --show-name | captured",
      "stack --show-name --stack dev | captured",
      "stack init dev",
      "up --yes --skip-preview --suppress-progress --stack dev",
      "stack export --stack dev | captured",
    ]);
  });

  it("asks for another stack by Pulumi's own question", async () => {
    const { findPulumi, calls } = fakePulumi({ "stack export": exported });
    await gatehouse(["up", "--stack", "acme/shop/prod"], "", { findPulumi, answer: "" });
    expect(calls[1]).toBe("up --suppress-progress --stack acme/shop/prod");
  });

  it("refuses to ask without a terminal", async () => {
    const { findPulumi, calls } = fakePulumi({ "stack --show-name": "prod\n" });
    expect(await gatehouse(["up"], "", { findPulumi })).toEqual({
      code: 2,
      out: "",
      err: [
        'gatehouse: "gatehouse up" asks before it changes stack "prod", and there is no terminal to ask on.',
        "Nothing was changed.\nTo answer yes in advance, add --yes.\n",
      ].join(" "),
    });
    expect(calls).toEqual(["stack --show-name | captured"]);
  });

  it("prints one document with --json, and Pulumi's progress on standard error", async () => {
    const { findPulumi, calls } = fakePulumi({ "stack export": exported });
    const args = ["up", "--stack", "prod", "--yes", "--json"];
    const { out } = await gatehouse(args, "", { findPulumi });
    expect(JSON.parse(out)).toEqual({ stack: "prod", urls: ["https://shop.localhost:8443"] });
    expect(calls).toContain("up --yes --suppress-progress --stack prod 1>&2");
  });

  it("refuses a stack's file that is not YAML before Pulumi reads it", async () => {
    const projectDir = mkdtempSync(join(tmpdir(), "gatehouse-up-"));
    const file = join(projectDir, "Pulumi.dev.yaml");
    writeFileSync(file, "config:\n\tshop:host: shop.localhost\n");
    const { findPulumi, calls } = fakePulumi();
    const inFolder = async () => ({ ...(await findPulumi()), projectDir });
    const result = await gatehouse(["up", "--stack", "dev"], "", { findPulumi: inFolder });
    rmSync(projectDir, { recursive: true });

    expect(result).toEqual({
      code: 2,
      out: "",
      err: `gatehouse: ${file}:2:1: a tab indents this line. Indent with spaces.\n`,
    });
    expect(calls).toEqual([]);
  });

  it("fails where Pulumi fails", async () => {
    const { findPulumi } = fakePulumi({ "up ": 255 });
    expect(await gatehouse(["up"], "", { findPulumi })).toEqual({ code: 1, out: "", err: "" });
  });
});

describe("gatehouse preview", () => {
  it("shows each difference", async () => {
    const { findPulumi, calls } = fakePulumi({ "stack --show-name": "prod\n" });
    expect((await gatehouse(["preview"], "", { findPulumi })).code).toBe(0);
    expect(calls[1]).toBe("preview --diff --stack prod");
  });

  it("fails where it expects no changes and there are some", async () => {
    const { findPulumi, calls } = fakePulumi({ preview: 255 });
    const args = ["preview", "--stack", "prod", "--expect-no-changes"];
    expect((await gatehouse(args, "", { findPulumi })).code).toBe(1);
    expect(calls).toEqual(["preview --diff --stack prod --expect-no-changes"]);
  });

  it("passes Pulumi's document on with --json", async () => {
    const { findPulumi } = fakePulumi({ "preview --json": '{"steps":[]}\n' });
    expect(await gatehouse(["preview", "--stack", "dev", "--json"], "", { findPulumi })).toEqual({
      code: 0,
      out: '{"steps":[]}\n',
      err: "",
    });
  });
});

describe("the options of a stack", () => {
  it("refuse what is no name of a stack", async () => {
    const { findPulumi } = fakePulumi();
    expect(await gatehouse(["up", "--stack", "a b"], "", { findPulumi })).toEqual({
      code: 2,
      out: "",
      err: 'gatehouse: --stack: "a b" is no name of a stack: letters, digits, "-", "_" and "." only.\n',
    });
  });
});

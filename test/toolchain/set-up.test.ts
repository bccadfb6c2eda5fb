import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { complaint } from "../../toolchain/lib/go.mjs";
import { imageReferences } from "../../toolchain/lib/images.mjs";
import { complete } from "../../toolchain/lib/packages.mjs";
import { sweep, unfinished } from "../../toolchain/lib/processes.mjs";
import { programs } from "../../toolchain/lib/pulumi-home.mjs";
import {
  ensurePassphrase,
  localStacks,
  passphraseEnv,
  passphraseFile,
} from "../../toolchain/lib/state.mjs";
import {
  compareVersions,
  fingerprint,
  goVersion,
  neededGo,
  npmVersion,
  requiredVersion,
} from "../../toolchain/lib/versions.mjs";
import { ownLocalDir } from "../support/local-dir";

const dir = ownLocalDir();

describe("The npm packages", () => {
  const wanted = {
    packages: {
      "": {},
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b": { version: "2.0.0", optional: true },
    },
  };

  it("are complete with all packages that are not optional, in the locked version", () => {
    expect(complete(wanted, { packages: { "node_modules/a": { version: "1.0.0" } } })).toBe(true);
    expect(complete(wanted, { packages: { "node_modules/a": { version: "1.0.1" } } })).toBe(false);
    expect(complete(wanted, { packages: {} })).toBe(false);
    expect(complete(wanted, undefined)).toBe(false);
  });
});

describe("Versions", () => {
  it("are read from a go.mod, required alone or in a block", () => {
    const goMod =
      "require (\n\ta.b/c/v2 v2.1.0\n\ta.b/c v1.0.0 // indirect\n)\nrequire d.e/f v0.3.0\n";
    expect(requiredVersion(goMod, "a.b/c")).toBe("1.0.0");
    expect(requiredVersion(goMod, "a.b/c/v2")).toBe("2.1.0");
    expect(requiredVersion(goMod, "d.e/f")).toBe("0.3.0");
    expect(requiredVersion(goMod, "x.y/z")).toBe("");
  });

  it("compare by number", () => {
    expect(compareVersions("1.9", "1.26.0")).toBeLessThan(0);
    expect(compareVersions("1.26.8", "1.26")).toBeGreaterThan(0);
    expect(compareVersions("1.26", "1.26.0")).toBe(0);
  });

  it("of the engine are the same in npm and Go", () => {
    expect(goVersion("pulumi", "github.com/pulumi/pulumi/pkg/v3")).toBe(npmVersion("pulumi"));
  });

  it("of Go come from the toolchain's modules", () => {
    expect(neededGo()).toMatch(/^1\.\d+/);
  });
});

describe("A build", () => {
  it("has a fingerprint of names, contents and every other input", () => {
    writeFileSync(path.join(dir(), "a"), "1");
    const first = fingerprint(dir());
    expect(fingerprint(dir())).toBe(first);
    expect(fingerprint(dir(), { more: ["x"] })).not.toBe(first);
    mkdirSync(path.join(dir(), "sub"));
    writeFileSync(path.join(dir(), "sub", "b.c"), "");
    expect(fingerprint(dir())).not.toBe(first);
    expect(fingerprint(dir(), { skip: /^sub$/ })).toBe(first);
    expect(fingerprint(dir(), { only: /^a$/ })).toBe(first);
  });

  it("goes to the place of the vendors' download", () => {
    const built = programs().map(({ output }) =>
      path.relative(dir(), output).split(path.sep).join("/"),
    );
    const exe = process.platform === "win32" ? ".exe" : "";
    const engine = `home/versions/${npmVersion("pulumi")}/bin`;
    const docker = `home/plugins/resource-docker-v${npmVersion("@pulumi/docker")}`;
    const random = `home/plugins/resource-random-v${npmVersion("@pulumi/random")}`;
    expect(built).toEqual([
      `${engine}/pulumi${exe}`,
      `${engine}/pulumi-language-nodejs${exe}`,
      `${docker}/pulumi-resource-docker${exe}`,
      `${random}/pulumi-resource-random${exe}`,
    ]);
  });

  it("names its images by version and sources", () => {
    expect(imageReferences()).toEqual({
      caddy: expect.stringMatching(
        /^gatehouse\.local\/caddy-docker-proxy:\d+\.\d+\.\d+-[0-9a-f]{12}$/,
      ),
      toxiproxy: expect.stringMatching(/^gatehouse\.local\/toxiproxy:\d+\.\d+\.\d+-[0-9a-f]{12}$/),
      whoami: expect.stringMatching(/^gatehouse\.local\/whoami-stand-in:[0-9a-f]{12}$/),
    });
  });

  it("puts no labels on its images, which the proxy would read as routes", () => {
    const folders = readdirSync("toolchain").filter((name) =>
      readdirOrEmpty(name).includes("Dockerfile"),
    );
    expect(folders).toEqual([
      "caddy",
      "oauth2-proxy",
      "pebble",
      "test-service",
      "toxiproxy",
      "whoami",
    ]);
    for (const folder of folders) {
      expect(readFileSync(`toolchain/${folder}/Dockerfile`, "utf8")).not.toMatch(/^LABEL/m);
    }
  });

  it("removes the leftovers of a killed command, and keeps those of a running one", () => {
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const mine = unfinished(path.join(dir(), "mine"));
    for (const file of [
      mine,
      path.join(dir(), `left.unfinished-${dead}`),
      path.join(dir(), "x-1"),
    ]) {
      writeFileSync(file, "");
    }
    sweep(dir());
    expect(readdirSync(dir()).sort()).toEqual([path.basename(mine), "x-1"]);
  });

  it("fails without the names of fetched and compiled packages in its message", () => {
    const output = "go: downloading a.b/c v1.0.0\na.b/c/d\n# a.b/c/e\nx.go:1:2: undefined: y\n";
    expect(complaint(output)).toBe("# a.b/c/e\nx.go:1:2: undefined: y");
  });
});

const readdirOrEmpty = (name: string) =>
  statSync(`toolchain/${name}`).isDirectory() ? readdirSync(`toolchain/${name}`) : [];

describe("The passphrase", () => {
  const none = {};

  it("is generated once, for its owner only", () => {
    ensurePassphrase(none);
    const first = readFileSync(passphraseFile(), "utf8");
    ensurePassphrase(none);
    expect(readFileSync(passphraseFile(), "utf8")).toBe(first);
    expect(first.trim()).toMatch(/^[\w-]{43}$/);
    if (process.platform !== "win32") expect(statSync(passphraseFile()).mode & 0o777).toBe(0o600);
    expect(passphraseEnv(none)).toEqual({ PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile() });
  });

  it("is the person's own if one is set, even an empty one", () => {
    ensurePassphrase({ PULUMI_CONFIG_PASSPHRASE: "" });
    expect(passphraseEnv({ PULUMI_CONFIG_PASSPHRASE: "" })).toEqual({});
    expect(passphraseEnv({ PULUMI_CONFIG_PASSPHRASE_FILE: "/mine" })).toEqual({});
    expect(readdirSync(dir())).toEqual([]);
  });

  it("is not replaced if a stack needs the lost one", () => {
    const stacks = path.join(dir(), "state", ".pulumi", "stacks", "gatehouse");
    mkdirSync(stacks, { recursive: true });
    for (const file of ["dev.json", "dev.json.attrs", "old.json.bak"]) {
      writeFileSync(path.join(stacks, file), "{}");
    }
    expect(localStacks()).toEqual(["dev"]);
    expect(() => ensurePassphrase(none)).toThrow('The passphrase of stack "dev" is missing: ');
  });
});

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { buildAll, byModules } from "../../toolchain/lib/builds.mjs";
import { withoutCollector } from "../../toolchain/lib/go-memory.mjs";
import { overlayArgs, places } from "../../toolchain/lib/go-overlay.mjs";
import {
  asksForRandom,
  hasRandom,
  mayAsk,
  needsRandom,
} from "../../toolchain/lib/random-needed.mjs";
import { ownLocalDir } from "../support/local-dir";

const dir = ownLocalDir();
const GIB = 2 ** 30;

describe("Go's garbage collector", () => {
  it("is off where each process of a build has a gigabyte, which is then its limit", () => {
    expect(withoutCollector({ memory: 8 * GIB, cores: 2, env: {} })).toEqual({
      GOGC: "off",
      GOMEMLIMIT: "1536MiB",
    });
    expect(withoutCollector({ memory: 4 * GIB, cores: 2, env: {} })).toEqual({});
    expect(withoutCollector({ memory: 8 * GIB, cores: 16, env: {} })).toEqual({});
  });

  it("stays as the person has set it", () => {
    const machine = { memory: 64 * GIB, cores: 2 };
    expect(withoutCollector({ ...machine, env: { GOGC: "50" } })).toEqual({});
    expect(withoutCollector({ ...machine, env: { GOMEMLIMIT: "1GiB" } })).toEqual({});
  });
});

/** A module of two packages, of which we replace one file, leave out one and keep the others. */
function moduleWithOverlay() {
  const module = path.join(dir(), "example.com/lib@v1.0.0");
  const ours = path.join(dir(), "program", "overlay");
  const write = (root: string, file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
    return createHash("sha256").update(text).digest("hex");
  };
  write(module, "go.mod", "module example.com/lib");
  write(module, "kept.go", "package lib");
  write(module, "kept_test.go", "package lib");
  write(module, "cloud/testdata/large.json", "{}");
  const hashes = {
    "cloud/client.go": write(module, "cloud/client.go", "package cloud // theirs"),
    "cloud/more.go": write(module, "cloud/more.go", "package cloud"),
  };
  write(ours, "example.com/lib/cloud/client.go", "package cloud // ours");
  write(ours, "overlay.json", JSON.stringify({ "example.com/lib": hashes }));
  write(path.dirname(ours), "go.mod", "module program\n");
  write(path.dirname(ours), "go.sum", "sums\n");
  return { module, ours, replaced: { "example.com/lib": hashes } };
}

describe("An overlay", () => {
  it("has the files of the module, without tests, and ours in the place of theirs", () => {
    const { module, ours, replaced } = moduleWithOverlay();
    const place = (name: string) => path.join(dir(), "place", name);
    const lib = place("example.com/lib");
    expect(places(ours, replaced, { "example.com/lib": module }, place)).toEqual({
      [path.join(lib, "go.mod")]: path.join(module, "go.mod"),
      [path.join(lib, "kept.go")]: path.join(module, "kept.go"),
      [path.join(lib, "cloud/client.go")]: path.join(ours, "example.com/lib/cloud/client.go"),
    });
  });

  it("refuses a module whose files are others than those that ours replace", () => {
    const { module, ours, replaced } = moduleWithOverlay();
    writeFileSync(path.join(module, "cloud/client.go"), "package cloud // newer");
    expect(() => places(ours, replaced, { "example.com/lib": module }, String)).toThrow(
      [
        `${ours} replaces files of example.com/lib that are not those of the version in go.mod:`,
        "  cloud/client.go",
        `Compare them with ${module}, then write their SHA-256 into overlay.json.`,
      ].join("\n"),
    );
  });

  it("comes with a go.mod that takes the module from the overlay", async () => {
    const { module, ours } = moduleWithOverlay();
    const args = await overlayArgs(path.dirname(ours), async (modules) => {
      expect(modules).toEqual(["example.com/lib"]);
      return { "example.com/lib": module };
    });
    const build = path.join(dir(), "build/program-overlay");
    const lib = path.join(build, "modules/example.com/lib").split(path.sep).join("/");
    expect(args).toEqual([
      ...["-overlay", path.join(build, "overlay.json")],
      ...["-modfile", path.join(build, "go.mod")],
    ]);
    expect(readFileSync(path.join(build, "go.mod"), "utf8")).toBe(
      `module program\nreplace example.com/lib => "${lib}"\n`,
    );
    expect(readFileSync(path.join(build, "go.sum"), "utf8")).toBe("sums\n");
  });

  it("is none where the program has none", async () => {
    const never = () => Promise.reject(new Error("downloads nothing"));
    expect(await overlayArgs(path.join(dir(), "other"), never)).toEqual([]);
  });
});

describe("The queue of builds", () => {
  it("begins with the program of the fewest modules", () => {
    const sizes: Record<string, number> = { many: 900, none: 0, some: 40 };
    const jobs = Object.keys(sizes).map((folder) => ({ builds: [{ folder }] }));
    const ordered = byModules(jobs, (folder) => sizes[folder] ?? 0);
    expect(ordered.map(({ builds }) => builds[0]?.folder)).toEqual(["none", "some", "many"]);
  });

  it("starts a program once the one before it only links", async () => {
    const events: string[] = [];
    let link = () => {};
    const first = async (_: unknown, compiled: () => void) => {
      events.push("compile first");
      compiled();
      await new Promise<void>((done) => {
        link = done;
      });
      events.push("linked first");
    };
    const second = async () => {
      events.push("compile second");
      link();
    };
    await buildAll([
      { title: "first", builds: [], work: first },
      { title: "second", builds: [], work: second },
    ]);
    expect(events).toEqual(["compile first", "compile second", "linked first"]);
  });

  it("reports the failure of a program that another one overtook, and starts no further one", async () => {
    const linking = async (_: unknown, compiled: () => void) => {
      compiled();
      throw new Error("link failed");
    };
    const jobs = [
      { title: "first", builds: [], work: linking },
      { title: "second", builds: [], work: async () => {} },
    ];
    await expect(buildAll(jobs)).rejects.toThrow("link failed");
    const failing = { title: "first", builds: [], work: () => Promise.reject(new Error("no")) };
    let started = false;
    const never = async () => {
      started = true;
    };
    await expect(buildAll([failing, { title: "second", builds: [], work: never }])).rejects.toThrow(
      "no",
    );
    expect(started).toBe(false);
  });
});

describe("The random provider", () => {
  it("is needed by a program that asks for passwords or uses it", () => {
    expect(asksForRandom(`routes: [{ basicAuth: { users: ["ops"] } }]`)).toBe(true);
    expect(asksForRandom(`import { RandomId } from "@pulumi/random";`)).toBe(true);
    expect(asksForRandom("Math.random()")).toBe(false);
  });

  it("is needed by a state that has a resource of it", () => {
    expect(hasRandom(`{"type": "pulumi:providers:random"}`)).toBe(true);
    expect(hasRandom(`{"type": "pulumi:providers:docker"}`)).toBe(false);
  });

  it("is looked for in programs and in the settings of stacks", () => {
    const files = [
      "services.ts",
      "program/index.ts",
      "Pulumi.prod.yaml",
      "README.md",
      "a/Pulumi.x.yaml",
    ];
    expect(files.filter(mayAsk)).toEqual(files.slice(0, 3));
  });

  it("is not needed by this checkout's program, until a stack of it has a password", () => {
    expect(needsRandom()).toBe(false);
    const stacks = path.join(dir(), "state/.pulumi/stacks/gatehouse");
    mkdirSync(stacks, { recursive: true });
    writeFileSync(path.join(stacks, "prod.json"), `{"type": "pulumi:providers:random"}`);
    expect(needsRandom()).toBe(true);
  });
});

describe("Programs that are built here", () => {
  const required = (folder: string) =>
    new Map(
      [...readFileSync(`toolchain/${folder}/go.mod`, "utf8").matchAll(/^\s(\S+) (v\S+)/gm)].map(
        ([, module = "", version = ""]) => [module, version],
      ),
    );

  /** What takes the longest to compile of what the programs have in common. */
  const large = {
    "resource-docker": [
      ...["github.com/pulumi/pulumi/sdk/v3", "github.com/go-git/go-git/v6"],
      ...["google.golang.org/grpc", "google.golang.org/protobuf", "golang.org/x/crypto"],
      ...["golang.org/x/net", "go.opentelemetry.io/otel", "github.com/cloudflare/circl"],
    ],
    "language-nodejs": [
      ...["google.golang.org/grpc", "google.golang.org/protobuf", "golang.org/x/crypto"],
      ...["golang.org/x/net", "github.com/cloudflare/circl", "github.com/hashicorp/hcl/v2"],
    ],
  };

  it.each(Object.entries(large))(
    "have %s's large modules in the engine's versions",
    (folder, modules) => {
      const [engine, own] = [required("pulumi"), required(folder)];
      const versions = (of: Map<string, string>) =>
        modules.map((module) => [module, of.get(module)]);
      expect(versions(own)).toEqual(versions(engine));
    },
  );
});

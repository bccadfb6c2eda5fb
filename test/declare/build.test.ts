import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CaddyProxy, DeployMode, ProxiedService, ProxyNetwork, Service } from "../../components";
import { contextDigest } from "../../components/declare/build/context";
import { IMAGE, only, record, useMocks } from "../support/record";

beforeAll(() => useMocks());

let dir: string;

const DOCKERFILE = `ARG GO=1.26
FROM scratch AS Build
ARG VERSION=1 REVISION
FROM scratch as production
COPY app /app
`;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gatehouse-build-"));
  put("Dockerfile", DOCKERFILE);
  put("app", "one");
  put("node_modules/lib/index.js", "lib");
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(path: string, content: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), content);
}

const digest = (dockerfile = "Dockerfile") => contextDigest(dir, dockerfile);

describe("the digest of a context", () => {
  test.each<[string, () => void]>([
    ["another content", () => put("app", "two")],
    ["a further file", () => put("more", "")],
    ["a further folder", () => mkdirSync(join(dir, "empty"))],
    ["another name", () => renameSync(join(dir, "app"), join(dir, "other"))],
    ["a link", () => symlinkSync("app", join(dir, "link"))],
    ["a file of an ignored folder that a rule takes back", () => put("node_modules/kept/a", "2")],
    ["the Dockerfile, which a rule names", () => put("Dockerfile", `${DOCKERFILE}USER 1\n`)],
    ["the rules themselves", () => put(".dockerignore", "node_modules\n")],
  ])("changes with %s", (_, change) => {
    put(".dockerignore", "node_modules\n!node_modules/kept\nDockerfile\n*.md\n");
    const before = digest();
    change();

    expect(digest()).not.toBe(before);
  });

  test.runIf(process.platform !== "win32")("changes with the right to execute a file", () => {
    const before = digest();
    chmodSync(join(dir, "app"), 0o755);

    expect(digest()).not.toBe(before);
  });

  test("does not change with what .dockerignore names, and with rights that a build does not see", () => {
    put(".dockerignore", "# local\n**/node_modules\n*.md\n");
    const before = digest();
    put("node_modules/lib/index.js", "other");
    put("packages/a/node_modules/b.js", "other");
    rmSync(join(dir, "packages"), { recursive: true });
    put("README.md", "other");
    put("app", "one");

    expect(digest()).toBe(before);
  });

  test("has a Dockerfile in an ignored folder", () => {
    put(".dockerignore", "docker\n");
    put("docker/Dockerfile", "FROM scratch\n");
    const before = digest("docker/Dockerfile");
    put("docker/Dockerfile", "FROM scratch\nUSER 1\n");

    expect(digest("docker/Dockerfile")).not.toBe(before);
  });
});

test("a build is an image whose tag is a hash of its context and settings", async () => {
  const imageOf = async (settings: object) => {
    const build = { context: dir, ...settings };
    const { declared } = await record((opts) => new Service("Shop_db", { build }, opts));
    return only(declared, IMAGE).props;
  };
  const first = await imageOf({ args: { VERSION: "2" }, target: "production" });
  const names = [
    first.name,
    ...(await Promise.all([imageOf({}), imageOf({ args: { VERSION: "2" } })])).map(
      ({ name }) => name,
    ),
  ];
  const again = await imageOf({ args: { VERSION: "2" }, target: "production" });

  expect(first).toMatchObject({
    keepLocally: true,
    build: {
      dockerfile: "Dockerfile",
      target: "production",
      buildArgs: { VERSION: "2" },
      label: { "gatehouse.build": "gatehouse/test" },
    },
  });
  expect(first.name).toMatch(/^gatehouse\.local\/gatehouse-test-\w{6}\/shop-db:\w{12}$/);
  expect(new Set(names).size).toBe(3);
  expect(again.name).toBe(first.name);
});

test("a service and its canary have builds of their own", async () => {
  put("canary.Dockerfile", "FROM scratch\n");
  const { entry } = behind();
  const args = { entry, port: 80, hosts: ["shop.localhost"], build: { context: dir } };
  const canary = { build: { context: dir, dockerfile: "canary.Dockerfile" }, weight: 10 };
  const { declared } = await record(
    (opts) => new ProxiedService("shop", { ...args, canary }, opts),
  );
  const images = declared
    .filter(({ type }) => type === IMAGE)
    .map(({ name, props }) => [name, props.build]);

  expect(images).toMatchObject([
    ["shop-image", { dockerfile: "Dockerfile" }],
    ["shop-canary-image", { dockerfile: "canary.Dockerfile" }],
  ]);
});

function behind(mode: DeployMode = DeployMode.Containers) {
  const network = new ProxyNetwork("net", { mode });
  const shared =
    mode === DeployMode.Swarm ? { address: "0.0.0.0", data: { directory: "/mnt/caddy" } } : {};
  return { entry: new CaddyProxy("caddy", { network, ...shared }) };
}

describe("a build is refused", () => {
  const secret = pulumi.secret("canary-5f2e");

  test.each<[string, () => object, string]>([
    [
      "beside an image",
      () => ({ image: "shop:1", build: { context: dir } }),
      "image must be left out beside build, which gives the image its name.",
    ],
    [
      "without a folder",
      () => ({ build: { context: "./shop" } }),
      `build.context must be a folder on the machine that runs Pulumi, got "./shop", which is not there, seen from ${process.cwd()}.`,
    ],
    [
      "with a file as its folder",
      () => ({ build: { context: join(dir, "app") } }),
      "which is no folder.",
    ],
    [
      "without a Dockerfile",
      () => ({ build: { context: dir, dockerfile: "shop.Dockerfile" } }),
      'got "shop.Dockerfile", which is not there.',
    ],
    [
      "with a Dockerfile outside",
      () => ({ build: { context: dir, dockerfile: "../Dockerfile" } }),
      'build.dockerfile must be a path in the context, such as "worker.Dockerfile", got "../Dockerfile".',
    ],
    [
      "with an unknown stage",
      () => ({ build: { context: dir, target: "prod" } }),
      'build.target must be a stage of Dockerfile, got "prod". Known: build, production.',
    ],
    [
      "with an unknown argument",
      () => ({ build: { context: dir, args: { VERSOIN: "2" } } }),
      "build.args.VERSOIN is no ARG of Dockerfile. Did you mean VERSION? Known: GO, REVISION, VERSION.",
    ],
    [
      "with a secret argument",
      () => ({ build: { context: dir, args: { VERSION: secret } } }),
      "build.args.VERSION must be a string, which docker history shows: it can't be an output, since that may be a secret and is not shown.",
    ],
    [
      "with a number as an argument",
      () => ({ build: { context: dir, args: { VERSION: 2 } } }),
      "build.args.VERSION must be a string",
    ],
    [
      "with an unknown setting",
      () => ({ build: { context: dir, arguments: {} } }),
      "build.arguments is not a setting of a build. Known: args, context, dockerfile, platform, target.",
    ],
    [
      "as compose's short form",
      () => ({ build: dir }),
      "build must be an object with args, context, dockerfile, platform, target",
    ],
  ])("%s", (_, args, message) => {
    expect(() => new Service("shop", args() as never)).toThrow(message);
  });

  test("in a Swarm", () => {
    const { entry } = behind(DeployMode.Swarm);
    const args = { entry, port: 80, hosts: ["shop.localhost"], build: { context: dir } };

    expect(() => new ProxiedService("shop", args)).toThrow(
      'ProxiedService "shop": build must be left out in a Swarm, where only the node that built an image has it. Build it elsewhere, push it to a registry, and write image.',
    );
  });

  test("where Docker's provider would take another Dockerfile", () => {
    const args = { build: { context: dir, dockerfile: "package.json" } };
    put("package.json", "FROM scratch\n");

    expect(() => new Service("shop", args)).toThrow(
      `build.dockerfile must be named otherwise than ${JSON.stringify(join(process.cwd(), "package.json"))}`,
    );
  });

  test("accepts arguments that every build has", () => {
    const args = { HTTP_PROXY: "http://proxy:3128", GO: "1.27" };

    expect(() => new Service("shop", { build: { context: dir, args } })).not.toThrow();
  });
});

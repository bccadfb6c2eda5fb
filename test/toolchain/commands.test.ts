import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { images } from "../../components/declare/images";
import { ownLocalDir } from "./local-dir";

const dir = ownLocalDir();

/** Runs a command as a person does, in a local folder of the test's own. */
function command(name: string, ...args: string[]) {
  return commandWith({}, name, ...args);
}

function commandWith(own: Record<string, string>, name: string, ...args: string[]) {
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith("PULUMI_"));
  const env = { ...Object.fromEntries(inherited), ...own };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.resolve("toolchain", `${name}.mjs`), ...args],
    { encoding: "utf8", env: { ...env, GATEHOUSE_DIR: dir(), DOCKER_HOST: "tcp://127.0.0.1:1" } },
  );
  return { status, stdout, stderr };
}

function pretendStack(stack: string) {
  const stacks = path.join(dir(), "state", ".pulumi", "stacks", "gatehouse");
  mkdirSync(stacks, { recursive: true });
  const resources = [{ type: "docker:index/volume:Volume", id: "data", protect: stack === "prod" }];
  const state = { version: 3, checkpoint: { latest: { resources } } };
  writeFileSync(path.join(stacks, `${stack}.json`), JSON.stringify(state));
}

/** What a command could have changed in the local folder. */
function stateFiles() {
  const file = path.join(dir(), "state", ".pulumi", "stacks", "gatehouse", "staging.json");
  return { read: () => readFileSync(file, "utf8"), list: () => readdirSync(dir()) };
}

describe.each([
  ...["quickstart", "teardown", "pulumi", "experiment", "images", "backup", "restore", "test"],
])("npm run %s", (name) => {
  it("explains itself", () => {
    const { status, stdout, stderr } = command(name, "--help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^npm (run )?${name} `));
  });
});

it("refuses an unknown option in two lines", () => {
  expect(command("quickstart", "--foo")).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "\nnpm run quickstart: Unknown option '--foo'.\n" +
      "See what it takes: npm run quickstart -- --help\n",
  });
});

it.each([
  ["quickstart", []],
  ["pulumi", ["stack", "ls"]],
  ["pulumi", ["up"]],
  ["teardown", []],
  ["experiment", ["resets"]],
])("%s %j does nothing where the passphrase of a stack is lost", (name, args) => {
  pretendStack("dev");
  expect(command(name, ...args)).toEqual({
    status: 1,
    stdout: "",
    stderr: `
The passphrase of stack "dev" is missing: ${path.join(dir(), "passphrase")}
The state and its secrets cannot be read without it.
- Put the file back, or set PULUMI_CONFIG_PASSPHRASE to what was in it.
- If it is lost: npm run teardown -- --stack dev --forget
  drops the state and says how to remove what it described.
`,
  });
  expect(readdirSync(dir())).toEqual(["state"]);
});

it.each([
  ["quickstart", []],
  ["pulumi", ["preview"]],
])("%s %j says which Docker engine it tried", (name, args) => {
  const { status, stderr } = command(name, ...args);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^\nNo Docker engine answers at tcp:\/\/127\.0\.0\.1:1 \(DOCKER_HOST\)\.\n {2}/,
  );
  expect(stderr).toMatch(/\n- Start the engine there, or correct DOCKER_HOST\.\n$/);
});

it("npm run pulumi refuses a login, and says what there is instead", () => {
  expect(command("pulumi", "login", "s3://state")).toEqual({
    status: 1,
    stdout: "",
    stderr: `
npm run pulumi has no login: each command says itself where the state is.
Set PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml; without them it is in .gatehouse/state.
`,
  });
});

describe("npm run teardown", () => {
  const kept = () => `Kept for the next time: ${dir()} (--all removes it) and the images.`;

  it("says that there is nothing to take down", () => {
    expect(command("teardown")).toEqual({
      status: 0,
      stdout: "",
      stderr: `Nothing to destroy: there is no stack "dev" here.\n${kept()}\n`,
    });
  });

  it("forgets a stack whose passphrase is lost, saying what it leaves", () => {
    pretendStack("dev");
    expect(command("teardown", "--forget")).toEqual({
      status: 0,
      stdout: "",
      stderr: `Forgot stack "dev"; nothing was destroyed.
To remove what it described:
  docker volume rm data
${kept()}
`,
    });
    expect(command("teardown").stderr).toContain('there is no stack "dev" here');
  });

  it("takes nothing down of a stack that protects something", () => {
    pretendStack("prod");
    writeFileSync(path.join(dir(), "passphrase"), "x");
    expect(command("teardown", "--stack", "prod")).toEqual({
      status: 1,
      stdout: "",
      stderr: `
Stack "prod" protects volume data. Nothing was changed.
To take it down all the same, with its certificates:
  npm run pulumi -- state unprotect --all --stack prod
  npm run teardown -- --stack prod
`,
    });
  });

  it("leaves alone a state that is kept elsewhere", () => {
    pretendStack("dev");
    const elsewhere = { PULUMI_BACKEND_URL: "s3://state?profile=ops" };
    expect(commandWith(elsewhere, "teardown").stderr).toBe(`
The state of stack "dev" is in s3://state; this command takes down what is kept here.
- To take that stack down: npm run pulumi -- destroy --stack dev
- For a stack that is kept here: unset PULUMI_BACKEND_URL.
`);
  });

  it("keeps what another stack needs", () => {
    pretendStack("t1");
    expect(command("teardown", "--all")).toEqual({
      status: 1,
      stdout: "",
      stderr: `
Not everything can go: stack "t1" is still here.
Take it down first: npm run teardown -- --stack t1
`,
    });
  });
});

describe("outside dev, where nobody can be asked, nothing is changed by", () => {
  it.each([
    ["quickstart", ["--stack", "prod"], 'stack "prod"', 1],
    ["teardown", ["--stack", "staging"], 'stack "staging"', 1],
    ["teardown", ["--stack", "staging", "--all"], 'stack "staging"', 1],
    ["teardown", ["--stack", "staging", "--forget"], 'stack "staging"', 1],
    ["restore", ["--file", "package.json", "--stack", "staging"], 'stack "staging"', 1],
    ["restore", ["--file", "package.json", "--container", "caddy"], 'container "caddy"', 1],
    ["experiment", ["resets", "--stack", "staging"], 'stack "staging"', 4],
  ])("npm run %s -- %j", (name, args, subject, status) => {
    pretendStack("staging");
    const { read, list } = stateFiles();
    const before = read();

    expect(command(name, ...args)).toEqual({
      status,
      stdout: "",
      stderr: `
npm run ${name} asks before it touches ${subject}, and there is no terminal to ask on. Nothing was changed.
To answer yes in advance: npm run ${name} -- ${args.join(" ")} --yes
`,
    });
    expect(read()).toBe(before);
    expect(list()).toEqual(["state"]);
  });

  it("but --yes is an answer", () => {
    pretendStack("staging");

    expect(command("teardown", "--stack", "staging", "--forget", "--yes").stderr).toMatch(
      /^Forgot stack "staging"; nothing was destroyed\.\n/,
    );
    expect(command("quickstart", "--stack", "staging", "--yes").stderr).toMatch(
      /^\nNo Docker engine answers at /,
    );
  });
});

describe("npm run experiment exits with 4 and asks nothing for", () => {
  const how = "See what it takes: npm run experiment -- --help";

  it.each([
    [[], `npm run experiment: Which one? Give a file or a name.\n${how}`],
    [["resets", "--sed", "1"], `npm run experiment: Unknown option '--sed'.\n${how}`],
    [
      ["resets", "--seed", "4294967296"],
      `npm run experiment: --seed must be a whole number from 0 to 4294967295, got "4294967296".\n${how}`,
    ],
    [["none.yaml"], "none.yaml: there is no such file."],
    [
      ["resets", "--stack", "t1"],
      'There is no stack "t1" here.\nDeploy it first: npm run quickstart -- --stack t1',
    ],
  ])("%j", (args, message) => {
    expect(command("experiment", ...args)).toEqual({
      status: 4,
      stdout: "",
      stderr: `\n${message}\n`,
    });
  });
});

describe("npm run images", () => {
  const mirror = "registry.example.com/mirror";

  it("lists each pinned image, and others that are named", () => {
    const { status, stdout } = command("images", "shop:1");
    expect(status).toBe(0);
    expect(stdout.trim().split("\n")).toEqual([
      `docker.io/${images.caddy}`,
      images.toxiproxy,
      `docker.io/${images.whoami}`,
      `docker.io/library/${images.go}`,
      "docker.io/library/shop:1",
    ]);
  });

  it("lists what their copies are called in a mirror", () => {
    const { stdout } = command("images", "--mirror", mirror);
    expect(stdout.split("\n")[1]).toBe(`${images.toxiproxy}\t${mirror}/${images.toxiproxy}`);
  });

  it("prints the commands that copy them there", () => {
    const { stdout } = command("images", "--mirror", mirror, "--copy", "shop:1");
    expect(stdout.trim().split("\n").at(-1)).toBe(
      "docker buildx imagetools create --prefer-index=false " +
        `--tag ${mirror}/docker.io/library/shop:1 docker.io/library/shop:1`,
    );
  });

  it.each([
    [["--copy"], "--copy needs --mirror."],
    [
      ["--mirror", "https://registry.example.com"],
      '--mirror must be a registry and a path on it, without "https://", such as "registry.example.com/mirror", got "https://registry.example.com".',
    ],
  ])("refuses %j", (args, problem) => {
    expect(command("images", ...args)).toEqual({
      status: 1,
      stdout: "",
      stderr: `\nnpm run images: ${problem}\nSee what it takes: npm run images -- --help\n`,
    });
  });
});

describe("npm run backup and npm run restore change nothing for", () => {
  const how = (name: string) => `See what it takes: npm run ${name} -- --help`;
  const needed = (name: string) => `npm run ${name}: --file is needed: the file of the backup.`;

  it.each([
    ["backup", [], `${needed("backup")}\n${how("backup")}`],
    [
      "backup",
      ["--file", "package.json"],
      "package.json is there already.\nChoose another file, or write over it with --force.",
    ],
    [
      "backup",
      ["--file", "none/caddy.tar"],
      "There is no folder none.\nMake it, or choose another place with --file.",
    ],
    [
      "backup",
      ["--file", "none.tar", "--stack", "t1"],
      'There is no stack "t1" here.\nDeploy it first: npm run quickstart -- --stack t1',
    ],
    ["restore", ["--from", "shop/prod"], `${needed("restore")}\n${how("restore")}`],
    [
      "restore",
      ["--file", "none.tar"],
      "There is no file none.tar.\nGive one that npm run backup has written, with --file.",
    ],
    [
      "restore",
      ["--file", "package.json"],
      "package.json: it is not a backup that can be restored: it is no tar archive (Invalid tar header. Maybe the tar is corrupted or it needs to be gunzipped?). Give a file that `npm run backup` has written.",
    ],
  ])("%s %j", (name, args, message) => {
    expect(command(name, ...args)).toEqual({ status: 1, stdout: "", stderr: `\n${message}\n` });
  });
});

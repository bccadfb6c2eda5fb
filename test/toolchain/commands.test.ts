import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../support/commands";

const { dir, local, pretendStack, run: command, runWith } = commands();

describe.each([
  ...["quickstart", "teardown", "pulumi", "images", "test"].map((name) => [
    name,
    `npm (run )?${name} `,
  ]),
  ...["experiment", "backup", "restore"].map((name) => [name, `Usage: gatehouse ${name} `]),
  ["gatehouse", "Usage: gatehouse "],
])("npm run %s", (name, start) => {
  it("explains itself", () => {
    const { status, stdout, stderr } = command(name, "--help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^${start}`));
  });
});

it("refuses an unknown option in two lines", () => {
  expect(command("quickstart", "--foo")).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "\nnpm run quickstart: Unknown option '--foo'.\n" +
      "See its options: npm run quickstart -- --help\n",
  });
});

it.each([
  ["quickstart", [], "\n"],
  ["pulumi", ["stack", "ls"], "\n"],
  ["pulumi", ["up"], "\n"],
  ["teardown", [], "\n"],
  ["experiment", ["resets"], "gatehouse: "],
  ["gatehouse", ["up"], "gatehouse: "],
])("%s %j changes nothing if the passphrase of a stack is lost", (name, args, before) => {
  pretendStack("dev");
  expect(command(name, ...args)).toEqual({
    status: 1,
    stdout: "",
    stderr: `${before}The passphrase of stack "dev" is missing: ${path.join(dir(), "passphrase")}
The state and its secrets cannot be read without it.
- Put the file back, or set PULUMI_CONFIG_PASSPHRASE to what was in it.
- If it is lost: npm run teardown -- --stack dev --forget
  drops the state and prints how to remove what it described.
`,
  });
  expect(readdirSync(dir())).toEqual(["state"]);
});

it.each([
  ["quickstart", []],
  ["pulumi", ["preview"]],
])("%s %j names the Docker engine that it tried", (name, args) => {
  const { status, stderr } = command(name, ...args);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^\nNo Docker engine answers at tcp:\/\/127\.0\.0\.1:1 \(DOCKER_HOST\)\.\n {2}/,
  );
  expect(stderr).toMatch(/\n- Start the engine there, or correct DOCKER_HOST\.\n$/);
});

it("npm run pulumi refuses a login, and names the alternative", () => {
  expect(command("pulumi", "login", "s3://state")).toEqual({
    status: 1,
    stdout: "",
    stderr: `
npm run pulumi needs no login.
Set PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml; without them the state is in .gatehouse/state.
`,
  });
});

describe("npm run teardown", () => {
  const kept = () => `Kept for the next time: ${dir()} (--all removes it) and the images.`;

  it("reports that there is nothing to remove", () => {
    expect(command("teardown")).toEqual({
      status: 0,
      stdout: "",
      stderr: `Nothing to destroy: there is no stack "dev" here.\n${kept()}\n`,
    });
  });

  it("forgets a stack whose passphrase is lost, and lists what it leaves", () => {
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

  it("removes nothing of a stack with protected resources", () => {
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

  it("refuses a state that is elsewhere", () => {
    pretendStack("dev");
    const elsewhere = { PULUMI_BACKEND_URL: "s3://state?profile=ops" };
    expect(runWith(elsewhere, "teardown").stderr).toBe(`
The state of stack "dev" is in s3://state; this command takes down stacks of this checkout only.
- To take that stack down: npm run pulumi -- destroy --stack dev
- For a stack of this checkout: unset PULUMI_BACKEND_URL.
`);
  });

  it("keeps the files that another stack needs", () => {
    pretendStack("t1");
    expect(command("teardown", "--all")).toEqual({
      status: 1,
      stdout: "",
      stderr: `
--all can't remove stack "t1".
Take it down first: npm run teardown -- --stack t1
`,
    });
  });
});

describe("outside dev, without a terminal, nothing is changed by", () => {
  it.each([
    ["quickstart", ["--stack", "prod"], 'stack "prod"'],
    ["teardown", ["--stack", "staging"], 'stack "staging"'],
    ["teardown", ["--stack", "staging", "--all"], 'stack "staging"'],
    ["teardown", ["--stack", "staging", "--forget"], 'stack "staging"'],
  ])("npm run %s -- %j", (name, args, subject) => {
    pretendStack("staging");
    const before = local("staging");

    expect(command(name, ...args)).toEqual({
      status: 1,
      stdout: "",
      stderr: `
npm run ${name} asks before it touches ${subject}, and there is no terminal to ask on. Nothing was changed.
To answer yes in advance: npm run ${name} -- ${args.join(" ")} --yes
`,
    });
    expect(local("staging")).toEqual(before);
  });

  it("but --yes answers in advance", () => {
    pretendStack("staging");

    expect(command("teardown", "--stack", "staging", "--forget", "--yes").stderr).toMatch(
      /^Forgot stack "staging"; nothing was destroyed\.\n/,
    );
    expect(command("quickstart", "--stack", "staging", "--yes").stderr).toMatch(
      /^\nNo Docker engine answers at /,
    );
  });
});

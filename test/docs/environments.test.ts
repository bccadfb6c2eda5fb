import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { SECRET_SETTINGS } from "../../program/settings";

const root = resolve(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

interface Job {
  readonly if: string;
  readonly environment?: string;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflow = parse(read("docs/ci/deploy.yml")) as Workflow;
const jobs = Object.values(workflow.jobs);
const steps = jobs.flatMap((job) => job.steps);

/** The npm commands in a text, each as its words. */
const commands = (text: string): string[][] =>
  [...text.matchAll(/npm run (?:--silent )?([^\n|]+)/g)].map(([, words = ""]) =>
    words.replace(/ 2>&1/, "").trim().split(" "),
  );

describe("the workflow", () => {
  test("previews a pull request and saves the plan that the merge applies", () => {
    expect(Object.keys(workflow.on)).toEqual(["pull_request", "push"]);
    expect(commands(steps.map(({ run = "" }) => run).join("\n"))).toEqual([
      "pulumi -- preview --stack prod --diff --save-plan plan.json".split(" "),
      "pulumi -- up --stack prod --yes --plan plan.json".split(" "),
    ]);
  });

  test("runs each job for its own event, and requires approval before it deploys", () => {
    const [preview, up] = jobs;

    expect(preview?.if).toMatch(/^github\.event_name == 'pull_request' &&/);
    expect(up?.if).toBe("github.event_name == 'push'");
    expect([preview?.environment, up?.environment]).toEqual([undefined, "prod"]);
  });

  test("pins actions by commit", () => {
    const uses = steps.flatMap(({ uses: action }) => action ?? []);

    expect(uses).toHaveLength(5);
    for (const action of uses) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  });

  test("uses only repository settings that the documentation names", () => {
    const text = read("docs/ci/deploy.yml");
    const named = [...text.matchAll(/\b(?:secrets|vars)\.(\w+)/g)].map(([, name]) => name);

    expect(named.length).toBeGreaterThan(4);
    for (const name of named) expect(read("docs/environments.md")).toContain(`\`${name}\``);
  });
});

test.each(["README.md", "docs/quickstart.md", "docs/environments.md", "docs/ci/deploy.yml"])(
  "%s names existing commands",
  (file) => {
    const { scripts } = JSON.parse(read("package.json"));
    const named = commands(read(file)).map(([script = ""]) => script.replace(/[`;:,.)]+$/, ""));

    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  },
);

test("the documentation has the command for each secret setting", () => {
  const documented = /config set --secret --path '(\S+)' --stack prod$/gm;
  const settings = [...read("docs/environments.md").matchAll(documented)].map(([, name]) => name);
  // The command encrypts those of a rollback itself.
  const byHand = SECRET_SETTINGS.filter(([setting]) => setting !== "releases");
  const wanted = byHand.map((place) => place.join(".").replace("*", "<option>"));

  expect(settings).toEqual(wanted.map((setting) => `gatehouse:${setting}`));
});

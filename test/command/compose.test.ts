import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { type AskCompose, askDockerCompose } from "../../components/command/compose/docker-compose";
import { remarkLine } from "../../components/command/import/remark";
import { complaints } from "../docs/code";
import { importFile } from "./imported";

const FILES = join(__dirname, "compose");
/** Whether to record again what Docker Compose, which must be on PATH, makes of the files. */
const RECORDS = process.env.COMPOSE !== undefined;

/** What the command writes for a project: the program, and its remarks. */
async function imported(name: string, compose?: AskCompose) {
  const folder = join(FILES, name);
  const { text, remarks } = await importFile(folder, compose);
  const short = (written: string) =>
    written
      .replaceAll(folder, "/srv/project")
      .replaceAll(`${relative(process.cwd(), folder)}/`, "");
  return { text: short(text), remarks: short(remarks.map(remarkLine).join("")) };
}

describe.each(readdirSync(FILES))("the project %s", (name) => {
  const file = (kind: string) => join(FILES, name, kind);

  if (RECORDS)
    test("is recorded as Docker Compose reads it", async () => {
      const names = ["compose.yaml", "compose.override.yaml"].map(file);
      const answer = await askDockerCompose({
        folder: join(FILES, name),
        files: names.filter(existsSync),
        envFiles: [],
      });
      if (answer === undefined || "problem" in answer)
        throw new Error(answer?.problem ?? "no compose");
      const text = `${JSON.stringify(answer.model, undefined, 2)}\n`;

      await expect(text).toMatchFileSnapshot(file("compose.json"));
    });

  test("becomes this program, formatted, with these remarks", async () => {
    const { text, remarks } = await imported(name);
    const { stdout } = spawnSync(
      process.execPath,
      ["node_modules/@biomejs/biome/bin/biome", "format", "--stdin-file-path=index.ts"],
      { input: text, encoding: "utf8" },
    );

    expect(stdout).toBe(text);
    expect(complaints({ "imported.ts": text })).toEqual({});
    await expect(text).toMatchFileSnapshot(file("program.txt"));
    await expect(remarks).toMatchFileSnapshot(file("remarks.txt"));
  });

  test("becomes the same one from the reading of Docker Compose", async () => {
    const model = JSON.parse(readFileSync(file("compose.json"), "utf8"));

    expect(await imported(name, async () => ({ model }))).toEqual(await imported(name));
  });
});

test("a project that Docker Compose refuses is read without it, with compose's reason", async () => {
  const problem = "services.web additional properties 'x' not allowed";
  const { remarks, text } = await imported("shop", async () => ({ problem }));

  expect(remarks).toContain(`compose.yaml:1:1: note: docker compose config refuses it: ${problem}`);
  expect(text).toContain('new ProxiedService(\n  "web"');
});

test("a program never has the value of a secret", async () => {
  const { text } = await imported("keys");

  expect(text).not.toContain("s3cret");
  expect(text).toContain('API_TOKEN: config.requireSecret("apiToken")');
});

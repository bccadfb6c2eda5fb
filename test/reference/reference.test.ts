import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { schemas } from "../schemas/generate";
import { readPackage } from "./model";
import { referencePages } from "./reference";
import { settingsPage } from "./settings";

/* `npx vitest run --project unit test/reference -u` writes docs/reference/. TypeDoc reads the package once. */

const folder = resolve(__dirname, "../../docs/reference");
let pages: Map<string, string>;

beforeAll(async () => {
  pages = referencePages(await readPackage());
  pages.set("settings.md", settingsPage(schemas().stack));
});

test("docs/reference/ is current", async () => {
  for (const [file, text] of pages) {
    await expect(text).toMatchFileSnapshot(join(folder, file));
  }
  expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
});

test("every argument and output has a description", () => {
  const bare = [...pages].flatMap(([file, text]) =>
    text
      .split("\n")
      .filter((line) => /^\| \**`[^|]*\|[^|]*\|\s*\|/.test(line))
      .map((line) => `${file}: ${line.split("|")[1]?.trim()}`),
  );

  expect(bare).toEqual([]);
});

test("every link leads to a section", () => {
  const broken = [...pages].flatMap(([file, text]) =>
    [...text.matchAll(/\]\(([\w-]*\.md)?#([\w-]+)\)/g)]
      .filter(([, page = file, name]) => {
        const heads = pages.get(page)?.match(/^## .*$/gm) ?? [];
        return !heads.some((head) => head.slice(3).toLowerCase() === name);
      })
      .map(([link]) => `${file}: ${link}`),
  );

  expect(broken).toEqual([]);
});

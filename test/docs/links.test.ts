import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import GithubSlugger from "github-slugger";
import { expect, test } from "vitest";
import { read } from "./code";

const root = resolve(__dirname, "../..");

/** The files of the checkout that git tracks, or would track, with one of these endings. */
const files = (...endings: string[]): string[] =>
  execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z", ...endings], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(root, file)));

const DOCUMENTS = files("*.md").filter((file) => !file.startsWith("test/"));

test("each link in the documents leads to a file, and to a heading where it names one", () => {
  const broken = DOCUMENTS.flatMap((document) =>
    targetsOf(read(document))
      .filter((target) => !leadsSomewhere(document, target))
      .map((target) => `${document}: ${target}`),
  );

  expect(DOCUMENTS.length).toBeGreaterThan(30);
  expect(leadsSomewhere("README.md", "none.md")).toBe(false);
  expect(leadsSomewhere("README.md", "docs/hosts.md#none")).toBe(false);
  expect(broken).toEqual([]);
});

test("each document that code, settings or messages name is there", () => {
  const named = files("*.ts", "*.mts", "*.mjs", "*.js", "*.cjs", "*.yaml", "*.yml", "*.go").flatMap(
    (file) => [...read(file).matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([document]) => document),
  );

  expect(named.length).toBeGreaterThan(30);
  expect([...new Set(named)].filter((document) => !existsSync(join(root, document)))).toEqual([]);
});

test("docs/README.md leads to every document", () => {
  const linked = targetsOf(read("docs/README.md")).map((target) => join("docs", target));
  const documents = DOCUMENTS.filter((file) => file.startsWith("docs/"))
    .filter((file) => file !== "docs/README.md")
    // The pages of a folder with an index of its own are in that.
    .filter((file) => dirname(file) === "docs" || file.endsWith("/README.md"));

  expect(documents.filter((file) => !linked.includes(file))).toEqual([]);
});

/** The relative targets of the links and pictures of a document, outside of its code. */
function targetsOf(document: string): string[] {
  const text = withoutCode(document).replace(/`[^`\n]*`/g, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)];
  return links
    .map(([, link, attribute]) => link ?? attribute ?? "")
    .filter((target) => !/^[a-z]+:/.test(target));
}

function leadsSomewhere(document: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? document : join(dirname(document), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).includes(anchor);
}

/** The anchors that GitHub gives the headings of a document. */
function anchorsOf(document: string): string[] {
  const slugger = new GithubSlugger();
  return [...withoutCode(document).matchAll(/^#+ +(.+)$/gm)].map(([, heading = ""]) =>
    slugger.slug(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "")),
  );
}

const withoutCode = (document: string) => document.replace(/^( *)```[\s\S]*?^\1```$/gm, "");

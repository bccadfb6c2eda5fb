import { expect, test } from "vitest";
import type { SiteManifest } from "../../../components/docker/files/site-folder";
import { changeOf } from "../../../components/resources/site-files/changes";
import { givenContent } from "../../../components/resources/site-files/content";

function manifestOf(content: Record<string, string>): SiteManifest {
  const { digest, files } = givenContent(content);
  return { digest, files: Object.fromEntries(files.map((each) => [each.path, [each.digest, 0]])) };
}

test("a change names the files that it adds, changes and removes", () => {
  const before = manifestOf({ "index.html": "1", "a.css": "1", "b.css": "1", "same.txt": "1" });
  const { files } = givenContent({ "index.html": "2", "c.css": "1", "same.txt": "1" });

  expect(changeOf(before, files)).toBe(
    "adds 1 file: c.css; changes 1 file: index.html; removes 2 files: a.css, b.css",
  );
});

test("a change of many files names the first ones", () => {
  const pages = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`${index}.html`, ""]));

  expect(changeOf(manifestOf({ x: "" }), givenContent({ x: "", ...pages }).files)).toBe(
    "adds 7 files: 0.html, 1.html, 2.html, 3.html, 4.html and 2 more",
  );
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { givenContent, readDirectory } from "../../../components/resources/site-files/content";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "site-files-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(path: string, text = path): void {
  mkdirSync(join(directory, path, ".."), { recursive: true });
  writeFileSync(join(directory, path), text);
}

const pathsIn = (place: string) => readDirectory(place).content?.files.map(({ path }) => path);

describe("the files of a directory", () => {
  test("are those below it, sorted, but for names with a dot first", () => {
    for (const path of ["b.txt", "a/c.txt", ".git/HEAD", "a/.env", ".well-known/security.txt"])
      write(path);

    expect(pathsIn(directory)).toEqual([".well-known/security.txt", "a/c.txt", "b.txt"]);
  });

  test("have the digest of the same content given in the program", () => {
    write("a/b.txt", "text");
    const given = givenContent({ "a/b.txt": "text" });
    const { content } = readDirectory(directory);

    expect(content?.digest).toBe(given.digest);
    expect(content?.files).toEqual(given.files);
    expect(content?.read("a/b.txt").toString()).toBe("text");
  });

  test("have another digest with another path or another content", () => {
    const contents: Record<string, string>[] = [
      { a: "1" },
      { a: "2" },
      { b: "1" },
      { a: "1", b: "" },
    ];

    expect(new Set(contents.map((each) => givenContent(each).digest)).size).toBe(contents.length);
  });

  test("may be linked to within it, and nowhere else", () => {
    write("a.txt");
    write("folder/b.txt");
    symlinkSync("a.txt", join(directory, "to-file"));
    symlinkSync("folder", join(directory, "to-folder"));
    symlinkSync("/etc/hostname", join(directory, "to-outside"));
    symlinkSync("gone", join(directory, "to-nothing"));

    expect(readDirectory(directory)).toEqual({
      problems: ["to-folder", "to-nothing", "to-outside"].map(
        (path) =>
          `must have no link but to files in it, got "${path}". Copy what it links to, or drop it.`,
      ),
    });
    for (const link of ["to-folder", "to-nothing", "to-outside"]) rmSync(join(directory, link));
    expect(pathsIn(directory)).toEqual(["a.txt", "folder/b.txt", "to-file"]);
  });

  test("are limited in number and size", () => {
    for (const path of ["a", "b", "c"]) write(path);
    truncateSync(join(directory, "a"), 100_000_001);

    expect(readDirectory(directory)).toEqual({
      problems: [
        "must have at most 100,000,000 bytes, got 100,000,003. Put them on the Docker host: see directory.",
      ],
    });
    expect(readDirectory(directory, { files: 2, bytes: 1e9 })).toEqual({
      problems: ["must have at most 2 files, got 3. Put them on the Docker host: see directory."],
    });
  });

  test("are missing where there is no directory, or an empty one", () => {
    write("file");
    const place = (name: string) => JSON.stringify(join(directory, name));
    mkdirSync(join(directory, "empty"));
    const problemsOf = (name: string) => readDirectory(join(directory, name)).problems;

    expect(problemsOf("empty")).toEqual([`must have a file, got none in ${place("empty")}.`]);
    expect(problemsOf("file")).toEqual([`must be a directory, got ${place("file")}.`]);
    expect(problemsOf("gone")).toEqual([
      `must be a directory of the machine that runs Pulumi, got ${place("gone")}, which is not there.`,
    ]);
  });
});

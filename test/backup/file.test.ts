import { extract, pack } from "tar-stream";
import { beforeAll, describe, expect, test } from "vitest";
import { BackupError, openBackup } from "../../components";
import { packBackup } from "../../components/backup/file";
import { manifestText } from "../../components/backup/manifest";
import type { Entry } from "../../components/docker/files/files";

const ORIGIN = {
  project: "shop",
  stack: "prod",
  date: "2026-11-24T12:00:00.000Z",
  gatehouse: "0.1.0",
};
const CHANGED = new Date("2026-11-01T00:00:00Z");

const file = (name: string, text: string, mode = 0o600): Entry => ({
  ...{ name, type: "file", mode, changed: CHANGED },
  content: Buffer.from(text),
});

const ENTRIES: readonly Entry[] = [
  { name: "data/caddy/", type: "directory", mode: 0o700, changed: CHANGED, content: Buffer.of() },
  file("data/caddy/root.key", "a key"),
  file("data/caddy/root.crt", "a certificate", 0o644),
];

let whole: Buffer;

beforeAll(async () => {
  whole = await packBackup(ORIGIN, ENTRIES);
});

/** An archive of any entries, with a matching manifest. */
async function forged(entries: readonly (Entry & { linkname?: string })[]): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: "gatehouse-backup.json" }, manifestText(ORIGIN, entries));
  for (const { content, ...header } of entries) {
    if (header.linkname === undefined) archive.entry(header, content);
    else archive.entry({ ...header, type: "symlink" });
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const problem = (content: Buffer) =>
  openBackup(content).then(
    () => "none",
    (error: unknown) => (error instanceof BackupError ? error.message : String(error)),
  );

describe("a backup", () => {
  test("returns its files, and names its origin", async () => {
    expect(await openBackup(whole)).toEqual({
      manifest: { ...ORIGIN, files: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      entries: ENTRIES,
    });
  });

  test("belongs to root, with a manifest that only the owner can read", async () => {
    const headers: unknown[] = [];
    const entries = extract();
    entries.on("entry", ({ name, mode, uid, gid }, content, next) => {
      headers.push({ name, mode, uid, gid });
      content.resume().on("end", next);
    });
    await new Promise<void>((done) => {
      entries.on("finish", () => done());
      entries.end(whole);
    });

    const root = { uid: 0, gid: 0 };
    expect(headers).toEqual([
      { name: "gatehouse-backup.json", mode: 0o600, ...root },
      { name: "data/caddy/", mode: 0o700, ...root },
      { name: "data/caddy/root.key", mode: 0o600, ...root },
      { name: "data/caddy/root.crt", mode: 0o644, ...root },
    ]);
  });
});

describe("a restore refuses", () => {
  const fix = "Give a file that `gatehouse backup` has written.";
  const notOurs = (reason: string) => `it is not a backup that can be restored: ${reason}. ${fix}`;

  test("a file that is not an archive", async () => {
    expect(await problem(Buffer.alloc(1024, "x"))).toBe(
      notOurs(
        "it is no tar archive (Invalid tar header. Maybe the tar is corrupted or it needs to be gunzipped?)",
      ),
    );
  });

  test("a truncated archive", async () => {
    expect(await problem(whole.subarray(0, 700))).toBe(
      notOurs("it is no tar archive (Unexpected end of data)"),
    );
  });

  test.each([
    ["an empty file", Buffer.of()],
    ["another program's archive", undefined],
  ])("%s", async (_, content) => {
    const archive = pack();
    archive.entry({ name: "data/caddy/root.key" }, "a key");
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);

    expect(await problem(content ?? Buffer.concat(chunks))).toBe(
      notOurs("it has no gatehouse-backup.json at its start"),
    );
  });

  test.each([
    ["{", "its gatehouse-backup.json is not one of gatehouse's"],
    ['{"format":1}', "its gatehouse-backup.json is not one of gatehouse's"],
    [
      manifestText({ ...ORIGIN, gatehouse: "9.0.0" }, []).replace('"format": 1', '"format": 2'),
      "gatehouse 9.0.0 made it in a form (2) that this one does not know",
    ],
  ])("an archive whose manifest is %s", async (text, reason) => {
    const archive = pack();
    archive.entry({ name: "gatehouse-backup.json" }, text);
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);

    expect(await problem(Buffer.concat(chunks))).toBe(notOurs(reason));
  });

  test("an archive that would write elsewhere, with every such entry", async () => {
    const content = await forged([
      file("data/../etc/passwd", "x"),
      file("/etc/shadow", "x"),
      file("data/..\\..\\x", "x"),
      { ...file("data/caddy/link", ""), linkname: "/etc" },
      ...ENTRIES,
    ]);

    expect(await problem(content)).toBe(
      [
        "it has what no backup has:",
        '  - "data/caddy/link" is neither a file nor a folder.',
        '  - "data/../etc/passwd" is not below data/, the proxy\'s folder.',
        '  - "/etc/shadow" is not below data/, the proxy\'s folder.',
        '  - "data/..\\..\\x" is not below data/, the proxy\'s folder.',
        "Somebody has changed it. Take another one.",
      ].join("\n"),
    );
  });

  test("an archive that lacks a file or has a changed one", async () => {
    const [folder, key, certificate] = ENTRIES as [Entry, Entry, Entry];
    const manifest = manifestText(ORIGIN, ENTRIES);
    const manifestOfAll = async (entries: readonly Entry[]) => {
      const changed = await forged(entries);
      const own = manifestText(ORIGIN, entries);
      return Buffer.from(changed.toString("latin1").replace(own, manifest), "latin1");
    };

    const other = file("data/caddy/root.crt", "b certificate");
    const damaged =
      "it is damaged: what is in it is not what was put into it. Take another copy of it.";
    expect(await problem(await manifestOfAll([folder, key, other]))).toBe(damaged);
    expect(await problem(await manifestOfAll([folder, certificate]))).toBe(damaged);
  });
});

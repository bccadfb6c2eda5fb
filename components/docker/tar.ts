import type { Readable } from "node:stream";
import { extract, type Headers, pack } from "tar-stream";

/** A file or folder of a tar archive. */
export interface Entry {
  /** Its path, with "/"; a folder's ends with one. */
  readonly name: string;
  readonly type: "file" | "directory";
  /** Permissions, such as 0o600. */
  readonly mode: number;
  readonly changed: Date;
  readonly content: Buffer;
}

/** Docker's archives repeat the type of a file in its mode. */
const PERMISSIONS = 0o7777;

/** The owner of an archive's entries. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** @internal An entry of an archive, of any type. */
export interface Found {
  readonly header: Headers;
  readonly content: Buffer;
}

/**
 * @internal Reads an archive to its end.
 *
 * @throws Error of the package where it is no archive, or is truncated.
 */
export function readTar(archive: Readable): Promise<Found[]> {
  const found: Found[] = [];
  const entries = extract();
  entries.on("entry", (header, content, next) => {
    const chunks: Buffer[] = [];
    content.on("data", (chunk: Buffer) => chunks.push(chunk));
    content.on("end", () => {
      found.push({ header, content: Buffer.concat(chunks) });
      next();
    });
  });
  return new Promise((resolve, reject) => {
    entries.on("finish", () => resolve(found));
    entries.on("error", reject);
    archive.on("error", reject);
    archive.pipe(entries);
  });
}

/** Makes an archive whose entries have one owner. */
export async function writeTar(entries: readonly Entry[], owner: Owner): Promise<Buffer> {
  const archive = pack();
  const chunks: Buffer[] = [];
  archive.on("data", (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((resolve, reject) => {
    archive.on("end", resolve);
    archive.on("error", reject);
  });
  for (const { name, type, mode, changed, content } of entries) {
    archive.entry({ name, type, mode, mtime: changed, ...owner }, content);
  }
  archive.finalize();
  await done;
  return Buffer.concat(chunks);
}

/** @internal The files and folders among the entries, and the names of all others. */
export function plainEntries(found: readonly Found[]): { entries: Entry[]; others: string[] } {
  const isPlain = ({ header }: Found) => header.type === "file" || header.type === "directory";
  return {
    entries: found.filter(isPlain).map(({ header, content }) => ({
      name: header.name,
      type: header.type === "directory" ? "directory" : "file",
      mode: (header.mode ?? 0o600) & PERMISSIONS,
      changed: header.mtime ?? new Date(0),
      content,
    })),
    others: found.filter((each) => !isPlain(each)).map(({ header }) => header.name),
  };
}

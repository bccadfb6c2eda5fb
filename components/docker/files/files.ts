// Files of containers, and the tar archives in which Docker sends and takes them.
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { extract, type Headers, pack } from "tar-stream";
import { type Engine, unlessMissing } from "../host/engine";

/** Mode and owner of a file; by default everybody can read it. */
export interface Access {
  /** Permissions, such as 0o440. Default: 0o644. */
  readonly mode?: number;
  /** Id of its user. Default: root's. */
  readonly uid?: number;
  /** Id of its group. Default: root's. */
  readonly gid?: number;
}

/**
 * Writes files into a container, running or not, and creates missing folders. Docker unpacks them, so
 * that the image needs no tools.
 *
 * @param folder an existing folder; on a volume where the root file system is read-only.
 * @param files contents by path below it.
 */
export async function writeFiles(
  engine: Engine,
  container: string,
  folder: string,
  files: Readonly<Record<string, string>>,
  { mode = 0o644, uid = 0, gid = 0 }: Access = {},
): Promise<void> {
  const changed = new Date();
  const entries = Object.entries(files).map(([name, content]): Entry => {
    return { name, type: "file", mode, changed, content: Buffer.from(content) };
  });
  const archive = await writeTar(entries, { uid, gid });
  await engine.getContainer(container).putArchive(archive, { path: folder });
}

/** The content of a file in a container; `undefined` without such a file or container. */
export async function readFile(
  engine: Engine,
  container: string,
  path: string,
): Promise<string | undefined> {
  const found = await readArchive(engine, container, path);
  return found && Buffer.concat(found.map(({ content }) => content)).toString();
}

/** The contents of the files in a folder of a container, by path below it; none without such a folder. */
export async function readFolder(
  engine: Engine,
  container: string,
  path: string,
): Promise<ReadonlyMap<string, string>> {
  const found = (await readArchive(engine, container, path)) ?? [];
  const below = ({ header }: Found) => header.name.split("/").slice(1).join("/");
  return new Map(found.map((each) => [below(each), each.content.toString()]));
}

/**
 * @internal The entries at a path of a container, the path itself first; `undefined` for none.
 *
 * @param isWanted whether to keep the entry of that name. Default: all.
 */
export async function readArchive(
  engine: Engine,
  container: string,
  path: string,
  isWanted?: (name: string) => boolean,
): Promise<Found[] | undefined> {
  const archive = await engine.getContainer(container).getArchive({ path }).catch(unlessMissing);
  return archive && readTar(archive as Readable, isWanted);
}

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
export async function readTar(
  archive: Readable,
  isWanted: (name: string) => boolean = () => true,
): Promise<Found[]> {
  const found: Found[] = [];
  const entries = extract();
  entries.on("entry", (header, content, next) => {
    if (!isWanted(header.name)) {
      content.on("end", next).resume();
      return;
    }
    buffer(content).then((bytes) => {
      found.push({ header, content: bytes });
      next();
    }, next);
  });
  await pipeline(archive, entries);
  return found;
}

/** Makes an archive whose entries have one owner. */
export async function writeTar(entries: readonly Entry[], owner: Owner): Promise<Buffer> {
  const archive = pack();
  for (const { name, type, mode, changed, content } of entries) {
    archive.entry({ name, type, mode, mtime: changed, ...owner }, content);
  }
  archive.finalize();
  return buffer(archive);
}

/** Docker's archives repeat the type of a file in its mode. */
const PERMISSIONS = 0o7777;

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

// Replaces the files of a static site on the proxy's volume: see site-folder.ts for the way it works.
import { posix } from "node:path";
import type { Engine } from "../host/engine";
import { VOLUME } from "../routes/probe";
import { type Entry, writeTar } from "./files";
import {
  filesOf,
  isFolder,
  type LiveSite,
  SITES,
  type SiteContent,
  type SiteFile,
  type SiteManifest,
  type Slot,
  siteFolder,
} from "./site-folder";

/** Bytes of contents that are in memory at a time, unless one file has more. */
const BATCH = 8_000_000;

/**
 * Fills the slot that is not live with these files, and makes it live. A file that did not change keeps its
 * time, and so its ETag.
 *
 * @param before the live slot.
 */
export async function publishSite(
  engine: Engine,
  proxy: string,
  site: string,
  content: SiteContent,
  before: LiveSite | undefined,
): Promise<void> {
  const slot = before?.slot === "a" ? "b" : "a";
  const manifest = manifestFor(content, before?.manifest);
  const put = (path: string, entries: readonly Entry[]) => unpack(engine, proxy, path, entries);
  const base = posix.basename(SITES);
  const root = `${base}/${site}/${filesOf(slot)}`;
  const folders = [base, `${base}/${site}`].map(folderEntry);
  await put(VOLUME, [...folders, fileEntry(root), folderEntry(root), ...foldersOf(root, content)]);
  for (const batch of batches(content.files)) {
    const entries = batch.map(({ path }) => {
      const changed = new Date((manifest.files[path]?.[1] ?? 0) * 1000);
      return { ...fileEntry(path, content.read(path)), changed };
    });
    await put(`${siteFolder(site)}/${filesOf(slot)}`, entries);
  }
  await put(siteFolder(site), [fileEntry(slot, Buffer.from(JSON.stringify(manifest)))]);
  if (slot === "b") await put(siteFolder(site), [folderEntry("a")]);
}

/** Removes the files of a slot that is no longer live. */
export async function dropSlot(
  engine: Engine,
  proxy: string,
  site: string,
  slot: Slot,
): Promise<void> {
  const entries = [folderEntry(slot), fileEntry(filesOf(slot))];
  await unpack(engine, proxy, siteFolder(site), entries);
}

/** Removes all files of a site, if the proxy has any. */
export async function dropSite(engine: Engine, proxy: string, site: string): Promise<void> {
  if (!(await isFolder(engine, proxy, siteFolder(site)))) return;
  await unpack(engine, proxy, SITES, [fileEntry(site)]);
}

function manifestFor({ digest, files }: SiteContent, before?: SiteManifest): SiteManifest {
  const now = Math.floor(Date.now() / 1000);
  const entries = files.map(({ path, digest: own }) => {
    const known = before?.files[path];
    return [path, [own, known?.[0] === own ? known[1] : now]] as const;
  });
  return { digest, files: Object.fromEntries(entries) };
}

/** All folders below the root, each before those in it. */
function foldersOf(root: string, { files }: SiteContent): Entry[] {
  const paths = files.flatMap(({ path }) => {
    const parts = path.split("/").slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  });
  return [...new Set(paths)].sort().map((path) => folderEntry(`${root}/${path}`));
}

function batches(files: readonly SiteFile[]): SiteFile[][] {
  const all: SiteFile[][] = [];
  let room = 0;
  for (const file of files) {
    const last = all.at(-1);
    if (last === undefined || room < file.bytes) {
      all.push([file]);
      room = BATCH - file.bytes;
    } else {
      last.push(file);
      room -= file.bytes;
    }
  }
  return all;
}

/** Caddy reads them as user 65532, and writes none. */
const MODES = { file: 0o644, directory: 0o755 } as const;

function fileEntry(name: string, content: Buffer = Buffer.alloc(0)): Entry {
  return { name, type: "file", mode: MODES.file, changed: new Date(), content };
}

function folderEntry(path: string): Entry {
  const content = Buffer.alloc(0);
  const name = `${path}/`;
  return { name, type: "directory", mode: MODES.directory, changed: new Date(), content };
}

async function unpack(
  engine: Engine,
  proxy: string,
  path: string,
  entries: readonly Entry[],
): Promise<void> {
  const archive = await writeTar(entries, { uid: 0, gid: 0 });
  await engine.getContainer(proxy).putArchive(archive, { path });
}

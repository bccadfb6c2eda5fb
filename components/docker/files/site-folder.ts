// The files of static sites on the proxy's volume, where Caddy serves them.
import type { IncomingMessage } from "node:http";
import { type Engine, unlessMissing } from "../host/engine";
import { VOLUME } from "../routes/probe";
import { readArchive } from "./files";

/*
 * A site's folder has two slots, `a` and `b`, each with its files in a folder of its own, `a-files`. The
 * live slot is the first whose name is a file, which has the site's manifest; Caddy looks for it at each
 * request. To switch, `up` fills the other slot and makes that file the first one: by creating `a`, or by
 * removing `a`. Both are one step of the file system, so that each request sees one slot, and a switch
 * needs no reload.
 *
 * Docker's API deletes nothing, but an archive replaces a folder by a file and a file by a folder. So an
 * empty file stands where a folder was removed.
 */

/** The folder of all static sites, in the proxy's container. */
export const SITES = `${VOLUME}/gatehouse-sites`;

export const SLOTS = ["a", "b"] as const;
export type Slot = (typeof SLOTS)[number];

/** The folder of a site, in the proxy's container. */
export function siteFolder(site: string): string {
  return `${SITES}/${site}`;
}

/** The name of the folder with a slot's files. The slot may be a placeholder of Caddy. */
export function filesOf(slot: string): string {
  return `${slot}-files`;
}

/** A file of a site. */
export interface SiteFile {
  /** Its path below the root, with "/". */
  readonly path: string;
  /** SHA-256 of its content. */
  readonly digest: string;
  readonly bytes: number;
}

/** All files of a site, and where their contents come from. */
export interface SiteContent {
  /** SHA-256 of all paths and contents. */
  readonly digest: string;
  /** Sorted by path. */
  readonly files: readonly SiteFile[];
  read(path: string): Buffer;
}

/** The files that a site has on the volume. */
export interface SiteManifest {
  readonly digest: string;
  /** Digest of each file, and when it last changed, in seconds of Unix time. */
  readonly files: Readonly<Record<string, readonly [digest: string, changed: number]>>;
}

/** The live slot of a site. */
export interface LiveSite {
  readonly slot: Slot;
  /** `undefined` where the slot is damaged. */
  readonly manifest: SiteManifest | undefined;
}

/** The live slot of a site; `undefined` where there is none, or no such proxy. */
export async function liveSite(
  engine: Engine,
  proxy: string,
  site: string,
): Promise<LiveSite | undefined> {
  if (!(await isFolder(engine, proxy, siteFolder(site)))) return undefined;
  for (const slot of SLOTS) {
    const [marker] = (await readArchive(engine, proxy, `${siteFolder(site)}/${slot}`)) ?? [];
    if (marker?.header.type !== "file") continue;
    const files = `${siteFolder(site)}/${filesOf(slot)}`;
    const found = await isFolder(engine, proxy, files);
    return { slot, manifest: found ? manifestOf(marker.content.toString()) : undefined };
  }
  return undefined;
}

function manifestOf(text: string): SiteManifest | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Go's bit of a folder in the mode that Docker reports. */
const FOLDER = 2 ** 31;

/** Whether a path of the proxy's container is a folder. */
export async function isFolder(engine: Engine, proxy: string, path: string): Promise<boolean> {
  const asked = engine.getContainer(proxy).infoArchive({ path });
  const found = (await asked.catch(unlessMissing)) as IncomingMessage | undefined;
  // Unread, it would keep its connection.
  found?.resume();
  const stat = found?.headers["x-docker-container-path-stat"];
  if (stat === undefined) return false;
  return JSON.parse(Buffer.from(String(stat), "base64").toString()).mode >= FOLDER;
}

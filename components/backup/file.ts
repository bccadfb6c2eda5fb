import { Readable } from "node:stream";
import { type Entry, plainEntries, readTar, writeTar } from "../docker/files/files";
import {
  type BackupManifest,
  type BackupOrigin,
  MANIFEST,
  manifestText,
  parseManifest,
  summary,
} from "./manifest";

/** The folder of a backup, and its path in the proxy's container. */
export const FOLDER = "data/";

/** The content of a backup's file. */
export interface Backup {
  readonly manifest: BackupManifest;
  /** Below {@link FOLDER}. */
  readonly entries: readonly Entry[];
}

/** A mistake that the user fixes; the commands print only its message. */
export class BackupError extends Error {}

/** Packs a backup into a file, without owners: a restore gives all files to the proxy. */
export function packBackup(origin: BackupOrigin, entries: readonly Entry[]): Promise<Buffer> {
  const content = Buffer.from(manifestText(origin, entries));
  const changed = new Date(origin.date);
  const manifest: Entry = { name: MANIFEST, type: "file", mode: 0o600, changed, content };
  return writeTar([manifest, ...entries], { uid: 0, gid: 0 });
}

/**
 * Reads a backup and checks that it is complete, undamaged, and has only paths below the proxy's folder.
 *
 * @throws BackupError with the mistake.
 */
export async function openBackup(content: Buffer): Promise<Backup> {
  const found = await readTar(Readable.from([content])).catch((error: Error) => {
    throw notOurs(`it is no tar archive (${error.message})`);
  });
  const [first, ...rest] = found;
  if (first?.header.name !== MANIFEST) throw notOurs(`it has no ${MANIFEST} at its start`);
  const manifest = parseManifest(first.content.toString());
  if ("problem" in manifest) throw notOurs(manifest.problem);
  const { entries, others } = plainEntries(rest);
  const strange = [
    ...others.map((name) => `"${name}" is neither a file nor a folder.`),
    ...entries.filter(({ name }) => !isBelow(name)).map(({ name }) => outside(name)),
  ];
  if (strange.length > 0) {
    throw new BackupError(
      `it has what no backup has:\n${strange.map((line) => `  - ${line}`).join("\n")}\n` +
        "Somebody has changed it. Take another one.",
    );
  }
  const { files, sha256 } = summary(entries);
  if (files !== manifest.files || sha256 !== manifest.sha256) {
    throw new BackupError(
      "it is damaged: what is in it is not what was put into it. Take another copy of it.",
    );
  }
  return { manifest, entries };
}

function notOurs(reason: string): BackupError {
  return new BackupError(
    `it is not a backup that can be restored: ${reason}. Give a file that \`gatehouse backup\` has ` +
      "written.",
  );
}

const outside = (name: string) => `"${name}" is not below ${FOLDER}, the proxy's folder.`;

function isBelow(name: string): boolean {
  const parts = name.split("/");
  return name.startsWith(FOLDER) && !parts.includes("..") && !name.includes("\\");
}

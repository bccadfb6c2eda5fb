import { createHash } from "node:crypto";
import { z } from "zod";
import type { Entry } from "../docker/files/files";

/** The first file of a backup, its manifest. */
export const MANIFEST = "gatehouse-backup.json";

/** The version of the backups that this package writes and reads. */
const FORMAT = 1;

/** The origin of a backup. */
export interface BackupOrigin {
  /** Name of the Pulumi project. */
  readonly project: string;
  readonly stack: string;
  /** When it was made: ISO 8601, UTC. */
  readonly date: string;
  /** Version of gatehouse that made it. */
  readonly gatehouse: string;
}

/** The manifest of a backup. */
export interface BackupManifest extends BackupOrigin {
  /** The number of files, without folders. */
  readonly files: number;
  /** SHA-256 of all entries in their order, hexadecimal. */
  readonly sha256: string;
}

/** The text of a backup's manifest. */
export function manifestText(origin: BackupOrigin, entries: readonly Entry[]): string {
  const manifest = { format: FORMAT, ...origin, ...summary(entries) };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** Counts and hashes the entries of a backup, for its manifest and to verify it. */
export function summary(entries: readonly Entry[]): Pick<BackupManifest, "files" | "sha256"> {
  const hash = createHash("sha256");
  for (const { name, type, mode, content } of entries) {
    hash.update(`${name}\0${type}\0${mode}\0${content.length}\0`).update(content);
  }
  return {
    files: entries.filter(({ type }) => type === "file").length,
    sha256: hash.digest("hex"),
  };
}

const text = z.string().min(1);
const manifest = z.object({
  format: z.int(),
  project: text,
  stack: text,
  date: z.iso.datetime(),
  gatehouse: text,
  files: z.int(),
  sha256: text,
});

/** Parses a manifest, or returns why this version can't read it. */
export function parseManifest(content: string): BackupManifest | { problem: string } {
  const result = manifest.safeParse(json(content));
  if (!result.success) return { problem: `its ${MANIFEST} is not one of gatehouse's` };
  const { format, ...rest } = result.data;
  if (format === FORMAT) return rest;
  return {
    problem: `gatehouse ${rest.gatehouse} made it in a form (${format}) that this one does not know`,
  };
}

function json(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

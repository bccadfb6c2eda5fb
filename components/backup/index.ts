// Writes the data of a proxy to a file and back, for programs with and without Pulumi.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../docker/host/engine";
import { BackupError, openBackup, packBackup } from "./file";
import type { BackupManifest, BackupOrigin } from "./manifest";
import { readData, writeData } from "./proxy-data";

export { type Backup, BackupError, openBackup } from "./file";
export type { BackupManifest, BackupOrigin } from "./manifest";

/** The result of {@link backUpProxy}. */
export interface MadeBackup {
  /** The content of its file, a tar archive with private keys: keep it where only you can read it. */
  readonly content: Buffer;
  /** The number of files. */
  readonly files: number;
  /** Names of entries that it leaves out, since they are neither files nor folders. */
  readonly left: readonly string[];
}

/** The path is the same from `components/` and, in the package, from `dist/`. */
const PACKAGE = join(__dirname, "../../package.json");

/**
 * Backs up the data of an entry point: certificates and their keys, the local CA, ACME accounts. It reads
 * them through Docker's API, also from a remote host; the proxy keeps serving.
 *
 * @param container name or id of the container that serves: `containerName` of `CaddyProxy`.
 * @param from the project and stack; the backup's manifest names them for a check before a restore.
 * @throws BackupError without such a container, or without data.
 * @example
 * const { content } = await backUpProxy(connect(resolveDockerHost()), "caddy", { project: "shop", stack: "prod" });
 * writeFileSync("caddy-prod.tar", content, { mode: 0o600, flag: "wx" });
 */
export async function backUpProxy(
  engine: Engine,
  container: string,
  from: Pick<BackupOrigin, "project" | "stack">,
): Promise<MadeBackup> {
  const { entries, left } = await readData(engine, container);
  const files = entries.filter(({ type }) => type === "file").length;
  if (files === 0) {
    throw new BackupError(`container "${container}" keeps nothing yet: it has no certificate.`);
  }
  const { version: gatehouse } = JSON.parse(readFileSync(PACKAGE, "utf8"));
  const origin = { ...from, date: new Date().toISOString(), gatehouse };
  return { content: await packBackup(origin, entries), files, left };
}

/**
 * Restores the data of an entry point and restarts it, so that it serves the certificates of the backup.
 * It does not serve meanwhile. Files that the backup does not have stay. The user of the proxy's process
 * becomes the owner of all files.
 *
 * @param container name or id of the container that serves.
 * @param content the content of a file of {@link backUpProxy}.
 * @returns the backup's manifest, and for how many milliseconds the proxy did not serve.
 * @throws BackupError before any change where the content is no backup or is damaged; or afterwards where
 *   the proxy refuses its configuration.
 */
export async function restoreProxy(
  engine: Engine,
  container: string,
  content: Buffer,
): Promise<{ manifest: BackupManifest; gap: number }> {
  const { manifest, entries } = await openBackup(content);
  return { manifest, gap: await writeData(engine, container, entries) };
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../docker/engine";
import { BackupError, openBackup, packBackup } from "./file";
import type { BackupManifest, BackupOrigin } from "./manifest";
import { readData, writeData } from "./proxy-data";

export { type Backup, BackupError, openBackup } from "./file";
export type { BackupManifest, BackupOrigin } from "./manifest";

/** A backup that was just made. */
export interface MadeBackup {
  /** The content of its file, a tar archive. It has private keys: keep it where only you read it. */
  readonly content: Buffer;
  /** How many files it has. */
  readonly files: number;
  /** Names of what is neither a file nor a folder, and is not in it. */
  readonly left: readonly string[];
}

/** The same file from `components/` and, in the package, from `dist/`. */
const PACKAGE = join(__dirname, "../../package.json");

/**
 * Backs up what an entry point keeps: certificates and their keys, the local authority, accounts with
 * others. Read through Docker's API, from a remote host, too; the proxy goes on serving.
 *
 * @param container name or id of the container that serves: `containerName` of `CaddyProxy`.
 * @param from whose it is; stands in the backup, and can be checked when it is restored.
 * @throws BackupError where there is no such container, or nothing to back up.
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
 * Gives an entry point what it once kept, and starts it again, so that it serves the certificates of
 * the backup when this is done. It does not serve meanwhile. Files that it keeps and that the backup
 * does not have stay. Owners become whoever the proxy runs as.
 *
 * @param container name or id of the container that serves.
 * @param content of a file that {@link backUpProxy} has made.
 * @returns what the backup says of itself, and for how many milliseconds nothing was served.
 * @throws BackupError where that is no backup, or is damaged, and then nothing was changed; or where
 *   the proxy refuses its configuration afterwards.
 */
export async function restoreProxy(
  engine: Engine,
  container: string,
  content: Buffer,
): Promise<{ manifest: BackupManifest; gap: number }> {
  const { manifest, entries } = await openBackup(content);
  return { manifest, gap: await writeData(engine, container, entries) };
}

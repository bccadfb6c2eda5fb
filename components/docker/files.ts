import type { Readable } from "node:stream";
import { pack } from "tar-stream";
import { type Engine, unlessMissing } from "./engine";
import { type Found, readTar } from "./tar";

/** Mode and group of a file; by default everybody can read it. */
export interface Access {
  /** Permissions, such as 0o440. Default: 0o644. */
  readonly mode?: number;
  /** Id of its group; its owner is root. Default: root's. */
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
  { mode = 0o644, gid = 0 }: Access = {},
): Promise<void> {
  const archive = pack();
  for (const [path, content] of Object.entries(files)) {
    archive.entry({ name: path, mode, uid: 0, gid }, content);
  }
  archive.finalize();
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

/** @internal The entries at a path of a container, the path itself first; `undefined` for none. */
export async function readArchive(
  engine: Engine,
  container: string,
  path: string,
): Promise<Found[] | undefined> {
  const archive = await engine.getContainer(container).getArchive({ path }).catch(unlessMissing);
  return archive && readTar(archive as Readable);
}
